import PlatformModel
import PostgresClient

extension PlatformError {
    /// Translates what a statement threw into the platform's terms. Errors that are translated already pass through.
    init(database error: any Error) {
        switch error {
        case let error as PlatformError:
            self = error
        case let error as PostgresError where error.isUnavailable:
            self.init(.unavailable, "the database does not answer; try again in a moment", cause: error)
        case let error as PostgresError where error.sqlState == .undefinedTable:
            self.init(.conflict, "the database has no tables yet; run `paastechd migrate`", cause: error)
        case let error as PostgresError where error.isTransient:
            self.init(.unavailable, "the database is busy; try again in a moment", cause: error)
        case is CancellationError:
            self.init(.canceled, "the request was canceled before it reached the database")
        default:
            self.init(.internalError, "the database could not do what was asked of it; see the log", cause: error)
        }
    }
}

extension PostgresConnection {
    /// Runs a body and gives the violation of a named constraint its meaning.
    func explaining<Result>(
        _ meanings: [String: PlatformError], _ body: () throws -> Result
    ) throws -> Result {
        do {
            return try body()
        } catch let error as PostgresError {
            guard let constraint = error.constraint, let meaning = meanings[constraint] else { throw error }
            throw PlatformError(meaning.code, meaning.message, cause: error)
        }
    }
}
