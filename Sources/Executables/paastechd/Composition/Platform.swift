import LocalPlatform
import PlatformModel
import PostgresStore
import ServiceRPC

/// A platform as other commands find it: by its data directory, or by the address of its database.
struct Platform {
    let settings: PlatformSettings
    let directory: DataDirectory
    let database: PlatformDatabase

    init(_ options: PlatformOptions, applicationName: String) throws {
        settings = try options.settings()
        directory = DataDirectory(path: settings.dataDirectory)
        let url = try settings.databaseURL ?? Endpoints(readingFrom: directory.endpoints).database
        var databaseSettings = PlatformDatabase.Settings()
        databaseSettings.applicationName = applicationName
        database = try PlatformDatabase(url: url, settings: databaseSettings)
    }
}
