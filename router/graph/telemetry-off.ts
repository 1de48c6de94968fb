// @apollo/gateway reads this when it is made and, unless it is set, starts to export anonymous metrics. Import this
// module before anything that imports the gateway.
process.env.APOLLO_TELEMETRY_DISABLED = "1";
