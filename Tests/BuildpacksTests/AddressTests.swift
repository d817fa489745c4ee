import Testing

@testable import Buildpacks
@testable import OCIImages

/// Addresses and names as other tools read them.
@Suite struct AddressTests {
    @Test(arguments: [
        ("https://b.example/y", "https://b.example/y"), ("//b.example/y", "https://b.example/y"),
        ("/y", "https://a.example:8/y"), ("y?z", "https://a.example:8/d/y?z"), ("", nil), ("ftp://b.example/", nil),
    ])
    func redirectionsAreResolved(location: String, expected: String?) {
        #expect(ArchiveDownload.resolve(location, against: "https://a.example:8/d/x?q=/1") == expected)
    }

    @Test func secretsOfAddressesAreNotShown() {
        #expect(ArchiveDownload.shown("https://me:word@a.example/x.tgz?token=1#2") == "https://a.example/x.tgz")
        #expect(ArchiveDownload.shown("https://a.example/x@1.tgz") == "https://a.example/x@1.tgz")
    }

    /// As `pack` 0.39.1 names them with `PACK_VOLUME_KEY=secret`.
    @Test(arguments: [
        ("conf-vol:1", "pack-cache-library_c_o_nf-vol_1-2555ef710ac1.build"),
        ("second/conf-vol", "pack-cache-sec_o_nd_c_o_nf-vol_latest-0001c97ae556.build"),
        ("127.0.0.1:49471/conf/vol:2", "pack-cache-c_o_nf_vol_2-821dbc5e591a.build"),
    ])
    func cacheVolumesHaveTheNamesOfPack(image: String, volume: String) throws {
        #expect(CacheVolumeName.build(for: try ImageReference(image), key: "secret") == volume)
    }

    @Test func shortNamesAreOfDockerHub() throws {
        #expect(try ImageReference("debian").canonicalName == "index.docker.io/library/debian:latest")
        #expect(try ImageReference("docker.io/a/b:1").canonicalName == "index.docker.io/a/b:1")
        #expect(try ImageReference("a/b").sharesRegistry(with: ImageReference("index.docker.io/c")))
        #expect(try !ImageReference("a/b").sharesRegistry(with: ImageReference("r.example/c")))
    }
}
