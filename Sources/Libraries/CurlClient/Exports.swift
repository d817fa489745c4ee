// Requests and responses are what a client is for: whoever imports the one needs the other.
@_exported import HTTPExchange
