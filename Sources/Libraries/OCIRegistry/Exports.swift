// A registry is spoken to in references, digests and manifests: whoever imports the one needs the other.
@_exported import OCIImages
