import PlatformModel

/// Compares what a database has seen with what this program knows, and says what is left to do.
struct MigrationPlan: Equatable {
    /// A row of `schema_migrations`.
    struct Applied: Equatable, Sendable {
        let version: Int
        let name: String
        let checksum: String
    }

    /// In the order in which they have to run.
    let pending: [Migration]

    /// - Parameter applied: in ascending order of version.
    /// - Throws: ``PlatformError`` with code `conflict` if the database is newer than this program, or was made by a
    ///   different history.
    init(known: [Migration], applied: [Applied]) throws(PlatformError) {
        for (index, row) in applied.enumerated() {
            guard index < known.count else {
                throw PlatformError(
                    .conflict,
                    "the database is newer than this program (migration \(row.version) \"\(row.name)\" is unknown here); "
                        + "install the version that was used last")
            }
            let migration = known[index]
            guard row.version == migration.version, row.checksum == migration.checksum else {
                throw PlatformError(
                    .conflict,
                    "the database was made by a different history: migration \(row.version) \"\(row.name)\" is not this "
                        + "program's migration \(migration.version) \"\(migration.name)\"; restore a backup or use another database"
                )
            }
        }
        pending = Array(known.dropFirst(applied.count))
    }
}
