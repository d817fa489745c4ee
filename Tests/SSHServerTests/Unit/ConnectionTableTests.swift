import Testing

@testable import SSHServer

@Suite struct ConnectionTableTests {
    private func table(_ change: (inout SSHLimits) -> Void) -> ConnectionTable {
        var limits = SSHLimits()
        change(&limits)
        return ConnectionTable(limits: limits)
    }

    @Test func newestOverTheTotalIsRefused() {
        var table = table { $0.connections = 2 }
        expect(table.admit(from: "a"), is: .admitted(1, evicting: nil))
        expect(table.admit(from: "b"), is: .admitted(2, evicting: nil))
        expect(table.admit(from: "c"), is: .refused("all 2 connections are in use"))
        table.remove(1)
        expect(table.admit(from: "c"), is: .admitted(3, evicting: nil))
    }

    @Test func newestOverAnAddressIsRefused() {
        var table = table { $0.connectionsPerAddress = 1 }
        expect(table.admit(from: "a"), is: .admitted(1, evicting: nil))
        expect(table.admit(from: "a"), is: .refused("a already has 1 connections"))
        expect(table.admit(from: "b"), is: .admitted(2, evicting: nil))
    }

    @Test func oldestUnauthenticatedOfTheAddressMakesRoom() {
        var table = table { $0.unauthenticatedPerAddress = 2 }
        _ = table.admit(from: "b")
        _ = table.admit(from: "a")
        _ = table.admit(from: "a")
        expect(table.admit(from: "a"), is: .admitted(4, evicting: 2))
        // The evicted one no longer counts although its thread has not ended yet.
        expect(table.admit(from: "a"), is: .admitted(5, evicting: 3))
    }

    @Test func oldestUnauthenticatedOfAllMakesRoom() {
        var table = table { $0.unauthenticated = 2 }
        _ = table.admit(from: "a")
        _ = table.admit(from: "b")
        expect(table.admit(from: "c"), is: .admitted(3, evicting: 1))
    }

    @Test func authenticatedOnesAreNeverEvicted() {
        var table = table { $0.unauthenticated = 2 }
        _ = table.admit(from: "a")
        table.authenticated(1)
        _ = table.admit(from: "b")
        expect(table.admit(from: "c"), is: .admitted(3, evicting: nil))
        expect(table.admit(from: "d"), is: .admitted(4, evicting: 2))
    }
}
