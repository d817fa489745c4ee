/// The architecture of this machine, in the words of image configurations (those of Go).
package enum MachineArchitecture {
    package static var name: String {
        #if arch(arm64)
        "arm64"
        #else
        "amd64"
        #endif
    }
}
