import PlatformModel
import PostgresClient

/// Brings a database to the newest schema. Several processes may try at once: an advisory lock lets one in at a time.
struct Migrator {
    let migrations: [Migration]

    init(migrations: [Migration] = Migration.all) {
        self.migrations = migrations
    }

    /// Applies what is missing, each step in a transaction of its own.
    ///
    /// - Parameter connection: without a statement timeout; its end would also free the lock.
    /// - Returns: the names of the steps that were applied by this call.
    func run(on connection: PostgresConnection) throws -> [String] {
        try connection.query("SELECT pg_advisory_lock(\(Self.lock))")
        defer { _ = try? connection.query("SELECT pg_advisory_unlock(\(Self.lock))") }
        try connection.executeScript(unescaped: Self.bookkeeping)
        let plan = try MigrationPlan(known: migrations, applied: try Self.applied(on: connection))
        for migration in plan.pending {
            try connection.transaction { connection in
                try connection.executeScript(unescaped: migration.sql)
                try connection.query(
                    """
                    INSERT INTO schema_migrations (version, name, checksum)
                    VALUES (\(migration.version), \(migration.name), \(migration.checksum))
                    """)
            }
        }
        return plan.pending.map(\.name)
    }

    /// What this database has seen; empty for one that was never migrated.
    static func applied(on connection: PostgresConnection) throws -> [MigrationPlan.Applied] {
        let exists = try connection.query("SELECT to_regclass('schema_migrations') IS NOT NULL").decodeOnly(Bool.self)
        guard exists else { return [] }
        return try connection.query("SELECT version, name, checksum FROM schema_migrations ORDER BY version").map {
            let (version, name, checksum) = try $0.decode((Int, String, String).self)
            return MigrationPlan.Applied(version: version, name: name, checksum: checksum)
        }
    }

    /// Any constant will do as long as it never changes; advisory locks of one database share their numbers.
    private static let lock = 7_215_302_611

    private static let bookkeeping = """
        SET client_min_messages TO warning;
        CREATE TABLE IF NOT EXISTS schema_migrations (
            version    integer     PRIMARY KEY CHECK (version > 0),
            name       text        NOT NULL,
            checksum   text        NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now()
        );
        """
}
