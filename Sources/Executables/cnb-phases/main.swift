import Glibc
import LifecyclePhases
import LinuxSystem
import NIOHTTPClient

// The programs of /cnb/lifecycle as links to one static binary, which does what its name says.
let environment = ProcessImage.environment()
var verified = NIOHTTPClient.Configuration()
verified.trustRoots = TrustRoots(file: environment["SSL_CERT_FILE"], directories: environment["SSL_CERT_DIR"])
var unverified = NIOHTTPClient.Configuration()
unverified.verifiesCertificates = false
exit(
    PhaseProgram.run(
        CommandLine.arguments, environment: environment,
        transports: RegistryTransports(
            verified: NIOHTTPClient(verified), unverified: NIOHTTPClient(unverified))))
