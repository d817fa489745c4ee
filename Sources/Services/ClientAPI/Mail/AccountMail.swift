import Foundation
import Logging
import PlatformModel
import ServiceLifecycle
import Synchronization

/// Sends the mails of accounts one after another in the background, so that no request waits for a mail server, nor shows by
/// its time whether there was something to send.
struct AccountMail: Service {
    enum Errand: Sendable {
        case confirmation(User)
        /// To whoever has this address, if anybody has.
        case passwordReset(String)
    }

    static let confirmationLifetime = Duration.seconds(24 * 3600)
    static let resetLifetime = Duration.seconds(3600)

    private let sender: any MailSender
    private let composition: MailComposition
    private let accounts: any AccountStore
    private let tokens: any AccountTokenStore
    private let logger: Logger
    private let errands: AsyncStream<Errand>
    private let post: AsyncStream<Errand>.Continuation

    /// - Parameter publicURL: what the links in mails begin with.
    init(
        sender: any MailSender, publicURL: String, accounts: any AccountStore, tokens: any AccountTokenStore,
        logger: Logger
    ) {
        self.sender = sender
        composition = MailComposition(publicURL: publicURL)
        self.accounts = accounts
        self.tokens = tokens
        self.logger = logger
        (errands, post) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1000))
    }

    /// Returns at once. Above a thousand waiting errands, new ones are dropped: people ask again.
    func post(_ errand: Errand) {
        if case .dropped = post.yield(errand) {
            logger.error("a mail was dropped, because too many are waiting for the mail server")
        }
    }

    /// Runs errands until a graceful shutdown.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await errand in errands {
                do {
                    try await run(errand)
                } catch {
                    logger.error("a mail could not be sent", metadata: ["error": "\(String(reflecting: error))"])
                }
            }
        }
    }

    private func run(_ errand: Errand) async throws {
        let token = SecretToken()
        switch errand {
        case .confirmation(let user):
            try await tokens.issueConfirmation(token.hash, for: user.id, until: .now + Self.confirmationLifetime)
            try await send(composition.confirmation(of: user, token: token))
        case .passwordReset(let email):
            guard let user = try await accounts.user(email: email)?.user else { return }
            try await tokens.issuePasswordReset(token.hash, for: user.id, until: .now + Self.resetLifetime)
            try await send(composition.passwordReset(of: user, token: token))
        }
    }

    /// Tries again for a while when the mail server is away.
    private func send(_ message: MailMessage) async throws {
        var pause = Duration.seconds(1)
        while true {
            do throws(PlatformError) {
                return try await sender.send(message)
            } catch {
                guard error.code == .unavailable, pause < .seconds(60) else { throw error }
                logger.warning("the mail server is away; trying again", metadata: ["pause": "\(pause)"])
            }
            try await Task.sleep(for: pause)
            pause *= 3
        }
    }
}

extension Date {
    fileprivate static func + (date: Date, duration: Duration) -> Date {
        date.addingTimeInterval(TimeInterval(duration.components.seconds))
    }
}
