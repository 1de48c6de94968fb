-- A sequence does not take back what a rolled back transaction was given. But followers count on positions without gaps:
-- the first one is 1, and so many events are kept as the last one is higher. So each statement that writes events, while no
-- other transaction does, lets the sequence go on after the newest event.
CREATE OR REPLACE FUNCTION "keep_events_in_order"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(TG_RELID::bigint);
    PERFORM setval('"BookEvent_position_seq"', coalesce(max("position"), 0) + 1, false) FROM "BookEvent";
    RETURN NULL;
END $$;
