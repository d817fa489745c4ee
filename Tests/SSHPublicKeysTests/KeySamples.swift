import Testing

/// Keys made with ssh-keygen for this test alone; fingerprints and sizes are those of `ssh-keygen -lf`.
enum KeySamples {
    struct Sample: Sendable, CustomTestStringConvertible {
        let line: String
        let fingerprint: String
        let bits: Int

        var testDescription: String { String(line.prefix { $0 != " " }) }
    }

    static let accepted = [
        Sample(
            line: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGphpItjrJt4gE0GccpwrfHISz+ig+T9cHYvQJkWCC79",
            fingerprint: "SHA256:gUMLST+9ot6Pp2Cgb3pEaqNvUVP4P+v9K58be/9nYnE", bits: 256),
        Sample(
            line: "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBBWYpwOI+/5B4a5JTN"
                + "j4WobiMd+x/ovDKJ6CYkzBQ4pAlR+H801Hlo5HZHP222KhTBLVTmm1o6KBrmY9cWtH+/Y=",
            fingerprint: "SHA256:Nel/I3xJOXpENlJm+NsMHWCNY4GHdDSnKbsSpqDSU64", bits: 256),
        Sample(
            line: "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBCQsFsjNB6FCh6a99/"
                + "uSIXjkiyomnvme/w48fjEsr5ZYUnKA6lpemvJ7eoYnv525M0pWkJX0g2y5dLyTggR1uEiJ5AkO5IQ0WLX5iJCV2s5c"
                + "BBUiglGyCQCs6faD501IFw==",
            fingerprint: "SHA256:E3KtShNLhy+kC0gwW1cFLGLqjia99tCZJwgRJVG4dgc", bits: 384),
        Sample(
            line: "ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBABhWzsyxLbGN+KbME"
                + "2oeYPl9a5Jh47o3FK7d3MAgQJH7J0j1JUzA82UONk2nYGL17RFY0MZ6YIonlLwGs9uR17+FQDltEF1+/I/QhdrE2dr"
                + "vWuMmVHyLD7aGGqshpMrQaOlrRYRZ0gcH3oEzSPTP3uhydLSKVFdmvytmuZRcfF/FNmcJg==",
            fingerprint: "SHA256:TV6NrYYik5igZfcxCyRmiXI3nwhfRPfp6k0NSLB9hB4", bits: 521),
        Sample(
            line: "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDaK3B1Vpmy6duwR2+qLgp5yewVt0GUfqyWq0NYPAJ1InXlOtx64t"
                + "PbqIP0YacBK2rkT7Fc0M7KDJ4EnbMFSNO7p/MPfCSt2UMQi7npVnZzvXt6cxZxIEDWE9Ljy3ABM9f9rYtFXeR4Ts3o"
                + "ksGYNg9lgISY0yUNWOWazOUxtA9nldTyAVOdV0eejVov+Aa595mQLKXjZCGCQzNy88e2JlabZFmML2I7oQwF1ZUXNk"
                + "Q6JmOx+zrjLDdMEq+o0VQYOqbrHRXJIImJ2gIUHbvgGTr05dIAWKx4sIhBdsknfbJ4Fle3+3fhsmPVNxI6YKxWHgFr"
                + "x5sww2Vvo9tZezEPfDGr",
            fingerprint: "SHA256:3jyR94uiR9VkCAjoUM4hXWniC5upkaFhMkbZmDNDRLo", bits: 2048),
    ]

    static let rsa1024 =
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQCqCcSz2MUSK1cg3lv6Z+GOXYGq/ymKRr+nnlQzNkW/IaULlW75Hu"
        + "a3G8zPJSMXunrethlZLF/L5zjvcCaESmAjDNMjDD04GW4SpCFDmykdxijLXkkJPCzd/Qx3dnMdRwKvDBwh3SlM0QxC"
        + "XjJBG4hBeJH62leTr4drnRSDF74JBQ=="
}
