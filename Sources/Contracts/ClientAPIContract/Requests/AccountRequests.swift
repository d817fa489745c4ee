/// `POST /auth/register`.
public struct RegisterRequest: Codable, Hashable, Sendable {
    public var username: String
    public var email: String
    public var password: String

    public init(username: String, email: String, password: String) {
        self.username = username
        self.email = email
        self.password = password
    }
}

/// `POST /auth/login`.
public struct LoginRequest: Codable, Hashable, Sendable {
    public var email: String
    public var password: String

    public init(email: String, password: String) {
        self.email = email
        self.password = password
    }
}

/// `POST /auth/password/request`.
public struct PasswordResetRequest: Codable, Hashable, Sendable {
    public var email: String

    public init(email: String) {
        self.email = email
    }
}

/// `POST /auth/password/reset/{token}`.
public struct ResetPasswordRequest: Codable, Hashable, Sendable {
    public var password: String
    public var passwordVerification: String

    public init(password: String, passwordVerification: String) {
        self.password = password
        self.passwordVerification = passwordVerification
    }
}

/// `POST /sshkeys/my`.
public struct AddKeyRequest: Codable, Hashable, Sendable {
    /// 1 to 30 characters.
    public var name: String
    /// A line of an `authorized_keys` file without options: type, base64, comment.
    public var value: String

    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
