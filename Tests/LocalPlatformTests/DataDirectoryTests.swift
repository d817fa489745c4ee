import Foundation
import LinuxSystem
import PlatformModel
import Testing

@testable import LocalPlatform

@Suite struct DataDirectoryTests {
    @Test func aSecondHolderIsRefusedByName() throws {
        try withTemporaryDirectory { path in
            let directory = DataDirectory(path: path)
            try directory.prepare()
            let lock = try directory.lock()
            let error = #expect(throws: PlatformError.self) { try directory.lock() }
            #expect(error?.code == .conflict)
            #expect(error?.message.contains("\(path) is in use by paastechd (process \(getpid()))") == true)
            lock.close()
            #expect(throws: Never.self) { try directory.lock() }
        }
    }

    @Test func keepsItsIdentityAndClosesItsDirectories() throws {
        try withTemporaryDirectory { path in
            let directory = DataDirectory(path: path)
            try directory.prepare()
            #expect(try directory.platformID() == directory.platformID())
            for closed in [directory.repositories, directory.builds, directory.locks, directory.traefik] {
                var status = stat()
                #expect(stat(closed, &status) == 0)
                #expect(status.st_mode & 0o077 == 0, "\(closed) is open to others")
            }
        }
    }

    @Test func endpointsAreForTheOwnerAlone() throws {
        try withTemporaryDirectory { path in
            let file = "\(path)/endpoints.json"
            let endpoints = Endpoints(
                ssh: "127.0.0.1:2222", http: "127.0.0.1:8080", https: nil, domain: "localhost", api: nil,
                registry: "127.0.0.1:5000",
                database: "postgresql://x", gitController: "unix:/a", pomegranate: "unix:/b", pid: 1)
            try endpoints.write(to: file)
            #expect(try Endpoints(readingFrom: file) == endpoints)
            var status = stat()
            #expect(stat(file, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
        }
    }
}

func withTemporaryDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
    let path = NSTemporaryDirectory() + "local-platform-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
}
