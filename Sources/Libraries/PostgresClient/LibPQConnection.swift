import CLibPQ
import Glibc

/// Owns a `PGconn` and waits on its socket itself, so that every wait has a deadline.
///
/// Not `Sendable`: libpq allows a connection to one thread at a time.
final class LibPQConnection {
    private let pointer: OpaquePointer
    /// Set once an answer did not come in time, as what arrives later would be taken for the next statement's answer, and
    /// once the server said farewell.
    private var isGivenUp = false

    /// Opens a connection.
    ///
    /// - Throws: ``PostgresError`` with `connectionFailed`.
    init(_ configuration: PostgresConfiguration) throws(PostgresError) {
        let parameters = configuration.connectionParameters.sorted { $0.key < $1.key }
        let started = CStrings.with(parameters.map(\.key)) { keys in
            CStrings.with(parameters.map(\.value)) { values in PQconnectStartParams(keys, values, 0) }
        }
        guard let started else { throw PostgresError(.connectionFailed, "libpq is out of memory") }
        do throws(PostgresError) {
            try Self.finishConnecting(started, configuration)
        } catch {
            PQfinish(started)
            throw error
        }
        pointer = started
        PQsetnonblocking(pointer, 1)
        // Unretained: notices come only while this object reads its own connection.
        PQsetNoticeReceiver(pointer, Self.receiveNotice, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        PQfinish(pointer)
    }

    private static func finishConnecting(
        _ pointer: OpaquePointer, _ configuration: PostgresConfiguration
    ) throws(PostgresError) {
        let deadline = Deadline(in: configuration.connectTimeout)
        var state = PGRES_POLLING_WRITING
        while state != PGRES_POLLING_OK, state != PGRES_POLLING_FAILED, PQstatus(pointer) != CONNECTION_BAD {
            let events = state == PGRES_POLLING_READING ? SocketWait.readable : SocketWait.writable
            // The socket changes when libpq goes on to the next address.
            guard SocketWait.wait(for: events, on: PQsocket(pointer), until: deadline) else {
                throw PostgresError(
                    .connectionFailed,
                    "PostgreSQL at \(configuration.endpoint) did not answer within \(configuration.connectTimeout)")
            }
            state = PQconnectPoll(pointer)
        }
        guard PQstatus(pointer) == CONNECTION_OK else {
            let reason = LibPQ.firstLine(of: PQerrorMessage(pointer))
            throw connectError(reason, configuration)
        }
    }

    private static func connectError(_ reason: String, _ configuration: PostgresConfiguration) -> PostgresError {
        // PQerrorMessage carries no SQLSTATE while connecting: the severities that matter are known by their words.
        var error = PostgresError(
            .connectionFailed, "cannot connect to PostgreSQL at \(configuration.endpoint)", detail: reason)
        let known: [(String, SQLState)] = [
            ("starting up", .cannotConnectNow), ("shutting down", .cannotConnectNow),
            ("in recovery mode", .cannotConnectNow), ("not yet accepting connections", .cannotConnectNow),
            ("too many clients", .tooManyConnections), ("remaining connection slots", .tooManyConnections),
            ("does not exist", reason.contains("role") ? .invalidAuthorization : .invalidCatalogName),
            ("password authentication failed", .invalidPassword), ("authentication failed", .invalidAuthorization),
            ("no password supplied", .invalidPassword),
        ]
        guard reason.contains("FATAL") else { return error }
        error.sqlState = known.first { reason.contains($0.0) }?.1
        return error
    }

    /// Ignores notices, but for the last words of a server that ends the session while nothing runs.
    private static let receiveNotice: @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?) -> Void = {
        owner, notice in
        // PG_DIAG_SEVERITY_NONLOCALIZED, a macro of postgres_ext.h.
        guard let owner, let severity = PQresultErrorField(notice, Int32(UInt8(ascii: "V"))) else { return }
        guard ["FATAL", "PANIC"].contains(String(cString: severity)) else { return }
        Unmanaged<LibPQConnection>.fromOpaque(owner).takeUnretainedValue().isGivenUp = true
    }

    /// The descriptor to wait on.
    var socket: Int32 { PQsocket(pointer) }

    /// Whether statements can be sent, as far as libpq knows without looking at the socket.
    var isOpen: Bool { !isGivenUp && PQstatus(pointer) == CONNECTION_OK }

    /// Whether no statement is running and no transaction is open.
    var isIdle: Bool { PQtransactionStatus(pointer) == PQTRANS_IDLE }

    /// Reads what has arrived unasked: notifications, or the farewell of a server that stopped.
    ///
    /// - Returns: whether the connection is still good.
    func drainInput() -> Bool {
        while isOpen, SocketWait.wait(for: SocketWait.readable, on: socket, until: Deadline(in: .zero)) {
            // The end of the stream shows only at the read after the last message.
            guard PQconsumeInput(pointer) == 1 else { return false }
            // Parses what came.
            _ = PQisBusy(pointer)
        }
        return isOpen
    }

    /// Takes the next notification out of what was read.
    func nextNotification() -> PostgresNotification? {
        guard let notification = PQnotifies(pointer) else { return nil }
        defer { PQfreemem(notification) }
        return PostgresNotification(
            channel: String(cString: notification.pointee.relname),
            payload: String(cString: notification.pointee.extra))
    }

    // MARK: Statements

    /// Runs one statement with its values in a single round trip.
    func execute(
        _ sql: String, _ parameters: [PostgresParameter], deadline: Deadline
    ) throws(PostgresError) -> LibPQResult {
        try perform(deadline) {
            WireParameters.with(parameters) { count, types, values, lengths, formats in
                PQsendQueryParams(pointer, sql, count, types, values, lengths, formats, 1)
            }
        }
    }

    func prepare(
        _ name: String, _ sql: String, _ parameters: [PostgresParameter], deadline: Deadline
    ) throws(PostgresError) {
        _ = try perform(deadline) {
            WireParameters.with(parameters) { count, types, _, _, _ in
                PQsendPrepare(pointer, name, sql, count, types)
            }
        }
    }

    func executePrepared(
        _ name: String, _ parameters: [PostgresParameter], deadline: Deadline
    ) throws(PostgresError) -> LibPQResult {
        try perform(deadline) {
            WireParameters.with(parameters) { count, _, values, lengths, formats in
                PQsendQueryPrepared(pointer, name, count, values, lengths, formats, 1)
            }
        }
    }

    /// Runs several statements, separated by semicolons, as one implicit transaction.
    func executeScript(_ sql: String, deadline: Deadline) throws(PostgresError) {
        _ = try perform(deadline) { PQsendQuery(pointer, sql) }
    }

    /// Sends, waits and collects until the server is ready again; the last result counts, or the first error.
    private func perform(_ deadline: Deadline, _ send: () -> Int32) throws(PostgresError) -> LibPQResult {
        guard isOpen else { throw PostgresError(.connectionLost, "the connection to PostgreSQL is closed") }
        guard send() == 1 else { throw broken(wasSent: false) }
        try flush(deadline)
        var last: LibPQResult?
        var failure: PostgresError?
        while true {
            while PQisBusy(pointer) == 1 {
                try wait(SocketWait.readable, deadline)
                guard PQconsumeInput(pointer) == 1 else { throw broken(wasSent: true) }
            }
            guard let next = PQgetResult(pointer) else { break }
            let result = LibPQResult(next)
            failure = failure ?? result.failure
            last = result
            // PQgetResult would otherwise report a lost connection for ever.
            if PQstatus(pointer) == CONNECTION_BAD { break }
        }
        if PQstatus(pointer) == CONNECTION_BAD { throw broken(wasSent: true, failure) }
        if let failure { throw failure }
        guard let last else { throw PostgresError(.server, "PostgreSQL returned no result", wasSent: true) }
        return last
    }

    private func flush(_ deadline: Deadline) throws(PostgresError) {
        while true {
            switch PQflush(pointer) {
            case 0: return
            case 1:
                // The server may have to be read from before it reads on.
                try wait(SocketWait.readable | SocketWait.writable, deadline)
                guard PQconsumeInput(pointer) == 1 else { throw broken(wasSent: true) }
            default: throw broken(wasSent: true)
            }
        }
    }

    private func wait(_ events: Int32, _ deadline: Deadline) throws(PostgresError) {
        guard !SocketWait.wait(for: events, on: socket, until: deadline) else { return }
        isGivenUp = true
        throw PostgresError(.timedOut, "PostgreSQL did not answer in time, the connection was given up", wasSent: true)
    }

    private func broken(wasSent: Bool, _ cause: PostgresError? = nil) -> PostgresError {
        PostgresError(
            .connectionLost, "the connection to PostgreSQL broke", sqlState: cause?.sqlState, wasSent: wasSent,
            detail: cause?.detail ?? LibPQ.firstLine(of: PQerrorMessage(pointer)))
    }
}
