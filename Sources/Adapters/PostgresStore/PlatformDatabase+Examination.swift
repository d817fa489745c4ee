import PlatformModel
import PostgresClient

/// What an operator is told when something is wrong. Changes nothing.
extension PlatformDatabase {
    /// Looks at everything, in order, on one connection. An unreachable server is a finding, not an error.
    public func examine() async -> [DatabaseFinding] {
        let address = pool.configuration.description
        do {
            return try await pool.run(.idempotent) { connection in
                let reached = DatabaseFinding.good(.connection, "connected to \(address)")
                return try [reached] + Self.findings(on: connection)
            }
        } catch {
            let reason = (error as? PostgresError).map { $0.detail ?? $0.message } ?? "\(error)"
            return [
                .bad(
                    .connection, "cannot use \(address): \(reason)",
                    remedy: "start PostgreSQL, or correct the address in PAASTECH_DATABASE_URL")
            ]
        }
    }

    private static func findings(on connection: PostgresConnection) throws -> [DatabaseFinding] {
        try [
            version(connection), migrations(connection), durability(connection), capacity(connection),
        ]
    }

    /// Function bodies in standard SQL need 14.
    private static func version(_ connection: PostgresConnection) throws -> DatabaseFinding {
        let (number, text, encoding) = try connection.query(
            """
            SELECT current_setting('server_version_num')::int, current_setting('server_version'),
                current_setting('server_encoding')
            """
        ).decodeOnly((Int, String, String).self)
        guard number >= 140_000 else {
            return .bad(.version, "PostgreSQL \(text) is too old", remedy: "upgrade the server to 14 or newer")
        }
        guard encoding == "UTF8" else {
            return .bad(
                .version, "the database's encoding is \(encoding)",
                remedy: "create it anew with: createdb --encoding=UTF8 --template=template0")
        }
        return .good(.version, "PostgreSQL \(text), \(encoding)")
    }

    private static func migrations(_ connection: PostgresConnection) throws -> DatabaseFinding {
        let applied = try Migrator.applied(on: connection)
        let comparison = Result { () throws(PlatformError) in
            try MigrationPlan(known: Migration.all, applied: applied)
        }
        switch comparison {
        case .success(let plan) where plan.pending.isEmpty:
            return .good(.migrations, "\(applied.count) of \(applied.count) migrations applied")
        case .success(let plan):
            return .bad(
                .migrations, "\(plan.pending.count) of \(Migration.all.count) migrations are missing",
                remedy: "run: paastechd migrate")
        case .failure(let error):
            return .bad(.migrations, error.message, remedy: "use the program version this database was made with")
        }
    }

    private static func durability(_ connection: PostgresConnection) throws -> DatabaseFinding {
        let off = try connection.query(
            """
            SELECT name FROM pg_settings
            WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name
            """
        ).map { try $0.decode(String.self) }
        guard off.isEmpty else {
            return .bad(
                .durability, "\(off.joined(separator: ", ")) off: accepted pushes can be lost when the machine dies",
                remedy: "turn these settings on in postgresql.conf and reload the server")
        }
        return .good(.durability, "commits survive a crash")
    }

    private static func capacity(_ connection: PostgresConnection) throws -> DatabaseFinding {
        let (used, maximum) = try connection.query(
            """
            SELECT (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),
                current_setting('max_connections')::int
            """
        ).decodeOnly((Int, Int).self)
        guard used * 10 < maximum * 9 else {
            return .bad(
                .capacity, "\(used) of \(maximum) connections are taken",
                remedy: "raise max_connections in postgresql.conf and restart the server")
        }
        return .good(.capacity, "\(used) of \(maximum) connections are taken")
    }
}
