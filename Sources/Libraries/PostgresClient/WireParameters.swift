import Glibc

/// Lays parameters out as libpq's four parallel arrays (PostgreSQL manual 34.3.1), valid during one call.
enum WireParameters {
    typealias Body<Result> = (
        _ count: Int32, _ types: UnsafePointer<UInt32>?, _ values: UnsafePointer<UnsafePointer<CChar>?>?,
        _ lengths: UnsafePointer<Int32>?, _ formats: UnsafePointer<Int32>?
    ) -> Result

    static func with<Result>(_ parameters: [PostgresParameter], _ body: Body<Result>) -> Result {
        // Text values end with a NUL; one more keeps the block from being empty.
        let storage = parameters.reduce(into: [UInt8]()) { storage, parameter in
            storage += parameter.bytes ?? []
            storage.append(0)
        }
        let types = parameters.map(\.type.rawValue)
        let lengths = parameters.map { Int32($0.bytes?.count ?? 0) }
        let formats = parameters.map(\.format.rawValue)
        return storage.withUnsafeBufferPointer { storage in
            var offset = 0
            let values: [UnsafePointer<CChar>?] = parameters.map { parameter in
                defer { offset += (parameter.bytes?.count ?? 0) + 1 }
                guard parameter.bytes != nil, let base = storage.baseAddress else { return nil }
                return UnsafeRawPointer(base + offset).assumingMemoryBound(to: CChar.self)
            }
            return body(Int32(parameters.count), types, values, lengths, formats)
        }
    }
}

/// Arrays of C strings, valid during one call.
enum CStrings {
    static func with<Result>(
        _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        return body(copies.map { UnsafePointer($0) } + [nil])
    }
}
