/// An entry of a tar archive, POSIX.1-2001 (pax).
public struct TarHeader: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        case regular, directory, symlink, hardLink
        /// A device, pipe or anything else, by its type flag.
        case other(UInt8)

        var flag: UInt8 {
            switch self {
            case .regular: UInt8(ascii: "0")
            case .hardLink: UInt8(ascii: "1")
            case .symlink: UInt8(ascii: "2")
            case .directory: UInt8(ascii: "5")
            case .other(let flag): flag
            }
        }

        init(flag: UInt8) {
            switch flag {
            case UInt8(ascii: "0"), 0, UInt8(ascii: "7"): self = .regular
            case UInt8(ascii: "1"): self = .hardLink
            case UInt8(ascii: "2"): self = .symlink
            case UInt8(ascii: "5"): self = .directory
            default: self = .other(flag)
            }
        }
    }

    /// 1980-01-01 00:00:01 UTC, the time every file of a layer carries, so that equal content gives equal layers.
    public static let normalizedTime: Int64 = 315_532_801

    public var path: BytePath
    public var kind: Kind
    public var mode: UInt32
    public var userID: Int
    public var groupID: Int
    /// Bytes of content that follow; 0 unless regular.
    public var size: Int64
    /// Seconds since 1970.
    public var modified: Int64
    /// The target of a symlink or hard link.
    public var linkTarget: [UInt8]

    /// The path without slashes in front: tools differ in whether those of a layer begin at the root.
    package var relativePath: BytePath { path.relative }

    public init(
        path: BytePath, kind: Kind, mode: UInt32, userID: Int = 0, groupID: Int = 0, size: Int64 = 0,
        modified: Int64 = TarHeader.normalizedTime, linkTarget: [UInt8] = []
    ) {
        self.path = path
        self.kind = kind
        self.mode = mode
        self.userID = userID
        self.groupID = groupID
        self.size = size
        self.modified = modified
        self.linkTarget = linkTarget
    }
}

/// The ustar block's fields: byte ranges by POSIX.1-2001, `pax`, "ustar Interchange Format".
enum TarField {
    static let blockSize = 512
    static let name = 0..<100
    static let mode = 100..<108
    static let userID = 108..<116
    static let groupID = 116..<124
    static let size = 124..<136
    static let modified = 136..<148
    static let checksum = 148..<156
    static let flag = 156
    static let linkTarget = 157..<257
    static let magic = 257..<265
    static let deviceMajor = 329..<337
    static let deviceMinor = 337..<345
    static let prefix = 345..<500
}
