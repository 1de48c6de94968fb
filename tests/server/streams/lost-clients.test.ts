import { describe, expect, it } from "@jest/globals";
import { findLostConnections } from "../../../packages/server/streams/lost-clients.ts";

const HEAD =
  "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     \n";

/** A line as Linux writes it. */
function describeConnection(state: string, resent: number, inode: number, address = "0109090A"): string {
  const count = resent.toString(16).toUpperCase().padStart(8, "0");
  return `   0: ${address}:12A9 ${address}:D2F0 ${state} 00000003:00000000 01:0000051A ${count}     0        0 ${inode} 2 00000000a351fb41 20 4 30 10 -1\n`;
}

describe("a connection counts as lost", () => {
  it("when its bytes were sent again five times or more, by IPv4 and IPv6", () => {
    const mapped = "0000000000000000FFFF00000109090A";
    const lines = [
      describeConnection("01", 0, 1),
      describeConnection("01", 4, 2),
      describeConnection("01", 5, 3),
      describeConnection("01", 31, 4, mapped),
    ];
    expect(findLostConnections(HEAD + lines.join(""))).toEqual(["3", "4"]);
  });

  it("only while it is open, and where the table can be read", () => {
    expect(findLostConnections(HEAD + describeConnection("0A", 9, 1) + describeConnection("04", 9, 2))).toEqual([]);
    expect(findLostConnections("")).toEqual([]);
  });
});
