import Foundation
import LinuxSystem
import LocalPlatform
import Logging
import TestSupport
import Testing

@Suite struct ServiceManagerTests {
    private let logger = Logger(label: "test")

    @Test func readinessArrivesAsOneDatagram() throws {
        let receiver = try DatagramReceiver(name: "/tmp/notify-\(UUID().uuidString.prefix(8))")
        let manager = ServiceManager(environment: ["NOTIFY_SOCKET": receiver.name], logger: logger)
        manager.tell(.ready(status: "push with git"))
        #expect(try receiver.next() == "READY=1\nSTATUS=push with git\n")
        manager.tell(.stopping(status: "draining"))
        #expect(try receiver.next() == "STOPPING=1\nSTATUS=draining\n")
    }

    /// systemd in containers names sockets of the abstract namespace.
    @Test func abstractSocketsAreReached() throws {
        let receiver = try DatagramReceiver(name: "@notify-\(UUID().uuidString.prefix(8))")
        ServiceManager(environment: ["NOTIFY_SOCKET": receiver.name], logger: logger).tell(.ready(status: "x"))
        #expect(try receiver.next() == "READY=1\nSTATUS=x\n")
    }

    @Test func aStatusCannotSayMoreThanOneLine() throws {
        let receiver = try DatagramReceiver(name: "@notify-\(UUID().uuidString.prefix(8))")
        ServiceManager(environment: ["NOTIFY_SOCKET": receiver.name], logger: logger)
            .tell(.ready(status: "a\nMAINPID=1\r\nb"))
        #expect(try receiver.next() == "READY=1\nSTATUS=a MAINPID=1 b\n")
    }

    @Test func nobodyThereIsNamed() {
        let missing = #expect(throws: LinuxError.self) { try UnixDatagram.send([1], to: "/nonexistent/notify") }
        #expect(missing?.code == ENOENT)
        #expect("\(missing!)".contains("/nonexistent/notify"))
        let long = "/" + String(repeating: "x", count: 200)
        #expect(throws: LinuxError(code: ENAMETOOLONG, message: "cannot send to socket \(long)")) {
            try UnixDatagram.send([1], to: long)
        }
    }
}
