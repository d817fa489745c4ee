import CLibPQ

/// Owns a `PGresult`.
///
/// Unchecked: the result is only ever read, which libpq allows from any thread (PostgreSQL manual 34.20).
final class LibPQResult: @unchecked Sendable {
    private let pointer: OpaquePointer
    let columns: [(name: String, type: PostgresType)]

    /// Takes ownership.
    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
        columns = (0..<PQnfields(pointer)).map { column in
            (String(cString: PQfname(pointer, column)), PostgresType(rawValue: PQftype(pointer, column)))
        }
    }

    deinit {
        PQclear(pointer)
    }

    var rowCount: Int { Int(PQntuples(pointer)) }

    var affectedRows: Int { Int(String(cString: PQcmdTuples(pointer))) ?? 0 }

    /// The command's tag, such as `INSERT 0 1` or `COMMIT`.
    var commandTag: String { String(cString: PQcmdStatus(pointer)) }

    func cell(row: Int, column: Int) -> PostgresCell {
        let (name, type) = columns[column]
        let (row, column) = (Int32(row), Int32(column))
        var bytes: [UInt8]?
        if PQgetisnull(pointer, row, column) == 0 {
            let length = Int(PQgetlength(pointer, row, column))
            bytes = Array(UnsafeRawBufferPointer(start: PQgetvalue(pointer, row, column), count: length))
        }
        return PostgresCell(column: name, type: type, bytes: bytes)
    }

    /// The server's refusal, if this result is one.
    var failure: PostgresError? {
        switch PQresultStatus(pointer) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY, PGRES_SINGLE_TUPLE:
            return nil
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            return PostgresError(.server, "COPY needs an interface of its own", wasSent: true)
        default:
            return serverError
        }
    }

    // PG_DIAG_* of postgres_ext.h are macros, invisible to Swift.
    private func field(_ code: Character) -> String? {
        PQresultErrorField(pointer, Int32(code.asciiValue ?? 0)).map { String(cString: $0) }
    }

    private var serverError: PostgresError {
        guard let state = field("C").map(SQLState.init(rawValue:)) else {
            return PostgresError(
                .connectionLost, "the connection to PostgreSQL broke", wasSent: true,
                detail: LibPQ.firstLine(of: PQresultErrorMessage(pointer)))
        }
        var message = "PostgreSQL refused the statement (SQLSTATE \(state)"
        if let constraint = field("n") { message += ", constraint \(constraint)" }
        if let column = field("c") { message += ", column \(column)" }
        if let table = field("t") { message += ", table \(table)" }
        var error = PostgresError(.server, message + ")", sqlState: state, wasSent: true)
        error.constraint = field("n")
        error.column = field("c")
        error.table = field("t")
        // The primary message of class 22 (data exception) quotes the value it dislikes.
        if state.errorClass != "22" { error.detail = field("M") }
        return error
    }
}
