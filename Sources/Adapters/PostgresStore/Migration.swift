import Crypto

/// One step of the schema's history. Once released its text never changes; a mistake is mended by a further step.
struct Migration: Sendable, Equatable {
    /// Counts up from 1 without gaps.
    let version: Int
    /// The file's name without number and suffix.
    let name: String
    /// Statements separated by semicolons, run in one transaction.
    let sql: String

    /// SHA-256 of the text, in hexadecimal.
    var checksum: String {
        let digits = Array("0123456789abcdef")
        return SHA256.hash(data: Array(sql.utf8)).reduce(into: "") { text, byte in
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
    }

    /// The files of `Migrations/`, embedded by the build.
    static let all = [
        Migration(version: 1, name: "initial", file: PackageResources._001_initial_sql),
        Migration(version: 2, name: "accounts", file: PackageResources._002_accounts_sql),
        Migration(version: 3, name: "project_lifecycle", file: PackageResources._003_project_lifecycle_sql),
    ]

    init(version: Int, name: String, sql: String) {
        self.version = version
        self.name = name
        self.sql = sql
    }

    private init(version: Int, name: String, file: [UInt8]) {
        self.init(version: version, name: name, sql: String(decoding: file, as: UTF8.self))
    }
}
