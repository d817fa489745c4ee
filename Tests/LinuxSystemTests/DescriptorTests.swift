import Glibc
import LinuxSystem
import Testing

@Suite struct DescriptorTests {
    @Test func closesOnceAndWithItsOwner() throws {
        let pipe = try Descriptor.pipe()
        let number = pipe.reading.rawValue
        pipe.reading.close()
        #expect(pipe.reading.rawValue == -1)
        pipe.reading.close()
        #expect(number >= 0)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1, alignment: 1)
        defer { buffer.deallocate() }
        #expect(throws: LinuxError.self) { try pipe.reading.read(into: buffer) }
    }

    @Test func everythingIsCloseOnExec() throws {
        let pipe = try Descriptor.pipe()
        let file = try Descriptor.open("/dev/null", flags: O_RDONLY)
        for descriptor in [pipe.reading, pipe.writing, file, try file.duplicate()] {
            #expect(fcntl(descriptor.rawValue, F_GETFD) & FD_CLOEXEC != 0)
        }
    }

    @Test func nonBlockingTransfersSaySo() throws {
        SignalDisposition.ignore.apply(to: SIGPIPE)
        let pipe = try Descriptor.pipe()
        try pipe.reading.setNonBlocking()
        try pipe.writing.setNonBlocking()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
        defer { buffer.deallocate() }
        buffer.initializeMemory(as: UInt8.self, repeating: 0)
        #expect(try pipe.reading.read(into: buffer) == .wouldBlock)
        #expect(try !pipe.reading.wait(for: .reading, milliseconds: 0))
        var written = 0
        while case .bytes(let count) = try pipe.writing.write(UnsafeRawBufferPointer(buffer)) { written += count }
        #expect(written == 65_536)
        #expect(try pipe.writing.write(UnsafeRawBufferPointer(buffer)) == .wouldBlock)
        pipe.reading.close()
        #expect(try pipe.writing.write(UnsafeRawBufferPointer(buffer)) == .closed)
    }

    @Test func readAllHasALimit() throws {
        let pipe = try Descriptor.pipe()
        _ = try Array("hello".utf8).withUnsafeBytes { try pipe.writing.write($0) }
        pipe.writing.close()
        let error = #expect(throws: LinuxError.self) { try pipe.reading.readAll(limit: 4) }
        #expect(error?.code == EFBIG)
    }
}
