import ArgumentParser
import Configuration
import Foundation
import LocalPlatform
import PlatformModel

/// Options that find or describe the platform; each wins over the environment variable of the same meaning.
struct PlatformOptions: ParsableArguments {
    @Option(help: "Where everything is kept.")
    var dataDir: String?

    /// What the operator has set.
    var reader: ConfigReader { ConfigReader(provider: EnvironmentVariablesProvider()) }

    func settings() throws -> PlatformSettings {
        let environment = ProcessInfo.processInfo.environment
        let fallback = DataDirectory.defaultPath(environment: environment, isRoot: getuid() == 0)
        var settings = try PlatformSettings(config: reader, defaultDataDirectory: fallback)
        if let dataDir { settings.dataDirectory = dataDir }
        settings.dataDirectory = absolute(settings.dataDirectory)
        return settings
    }

    private func absolute(_ path: String) -> String {
        let base = URL(fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true)
        return URL(fileURLWithPath: path, relativeTo: base).standardizedFileURL.path
    }
}

/// A refusal that argument parsing cannot see: exit status 1 and a sentence.
func fail(_ code: PlatformError.Code = .invalid, _ message: String) -> PlatformError {
    PlatformError(code, message)
}
