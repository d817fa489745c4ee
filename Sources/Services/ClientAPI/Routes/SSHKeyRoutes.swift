import ClientAPIContract
import Hummingbird
import PlatformModel
import SSHPublicKeys

/// `/sshkeys`: the keys that an account may push with.
struct SSHKeyRoutes: RouteGroup {
    let accounts: any AccountStore

    func add(to routes: Routes) {
        routes.user(.addKey) { request, context, caller in
            let key = try await Self.newKey(request, context)
            let added = try await accounts.addKey(key, to: caller.user.id)
            return Answer.created(KeyResource(added), message: "key \(added.fingerprint) was added")
        }
        routes.user(.ownKeys) { _, _, caller in
            Answer(content: try await accounts.keys(of: caller.user.id).map { KeyResource($0) })
        }
        routes.user(.removeKey) { _, context, caller in
            let id = try context.identifier("uuid", of: "key", as: KeyID.self)
            try await accounts.removeKey(id, of: caller.user.id)
            return Answer(status: "removed", message: "the key was removed; pushes with it are refused from now on")
        }
        routes.administrator(.keys) { _, _, _ in
            Answer(content: try await accounts.allKeys().map { KeyResource($0, showingOwner: true) })
        }
    }

    private static func newKey(_ request: Request, _ context: APIContext) async throws -> NewKey {
        var form = try await Form(request, context)
        let name = form.value("name", KeyName.init(parsing:))
        let key = form.value("value", Self.parse)
        try form.check()
        guard let name, let key, let fingerprint = KeyFingerprint(key.fingerprint) else {
            throw PlatformError(.internalError, "the key's fingerprint has an unknown form")
        }
        return NewKey(name: name.text, type: key.type, fingerprint: fingerprint, blob: key.blob)
    }

    private static func parse(_ text: String) throws(PlatformError) -> SSHPublicKey {
        do {
            return try SSHPublicKey(parsing: text)
        } catch {
            throw PlatformError(.invalid, "\(error)")
        }
    }
}

/// What the owner calls a key: 1 to 30 characters, none of them a control character.
private struct KeyName {
    let text: String

    init(parsing text: String) throws(PlatformError) {
        guard Limits.keyName.contains(text.unicodeScalars.count) else {
            throw PlatformError(
                .invalid, "a key's name has \(Limits.keyName.lowerBound) to \(Limits.keyName.upperBound) characters")
        }
        let isPrintable = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
        guard isPrintable, !text.allSatisfy(\.isWhitespace) else {
            throw PlatformError(.invalid, "a key's name is made of printable characters")
        }
        self.text = text
    }
}

extension KeyResource {
    init(_ key: AuthorizedKey, showingOwner: Bool = false) {
        self.init(
            id: key.id, name: key.name, type: key.type, fingerprint: "\(key.fingerprint)",
            value: SSHPublicKey.line(type: key.type, blob: key.blob), createdAt: key.createdAt,
            owner: showingOwner ? "\(key.ownerName)" : nil)
    }
}
