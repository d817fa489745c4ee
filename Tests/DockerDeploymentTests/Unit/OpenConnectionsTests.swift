import Testing

@testable import DockerDeployment

@Suite struct OpenConnectionsTests {
    @Test func countsWhatStandsAtThePortAndNothingElse() {
        let table = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1
               1: 020011AC:0050 010011AC:D431 01 00000000:00000000 00:00000000 00000000     0        0 2
               2: 020011AC:0050 010011AC:D432 03 00000000:00000000 00:00000000 00000000     0        0 3
               3: 020011AC:0050 010011AC:D433 06 00000000:00000000 00:00000000 00000000     0        0 4
               4: 020011AC:C350 030011AC:0050 01 00000000:00000000 00:00000000 00000000     0        0 5
               5: 0000000000000000FFFF0000020011AC:0050 0000000000000000FFFF0000010011AC:D434 01 0:0 0:0 0 0 0 6
            """
        #expect(ConnectionTable.count(in: table, port: 80) == 3)
        #expect(ConnectionTable.count(in: table, port: 81) == 0)
    }

    @Test(arguments: ["", "\n", "  sl  local_address", "header\n 0: 1 2\n 1: x:y z 01"])
    func noiseCountsNothing(table: String) {
        #expect(ConnectionTable.count(in: table, port: 80) == 0)
    }
}
