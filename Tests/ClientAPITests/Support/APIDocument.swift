import Foundation
import Testing

@testable import ClientAPI

/// The OpenAPI document that the server serves, as tests read it.
struct APIDocument {
    /// One that was read from the module's resource; it never changes.
    static let served = APIDocument(bytes: ServerRoutes.document)

    let root: JSONValue

    init(bytes: [UInt8]) {
        do {
            root = try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
        } catch {
            fatalError("the document is not JSON: \(error)")
        }
    }

    /// `GET /users/{username}` and the like, with the operation.
    var operations: [String: JSONValue] {
        var operations: [String: JSONValue] = [:]
        for (path, methods) in root["paths"].fields {
            for (method, operation) in methods.fields { operations["\(method.uppercased()) \(path)"] = operation }
        }
        return operations
    }

    /// The operations of the path that a request is sent to, by lower-case method;
    /// literal segments win over parameters, as in the router.
    private func item(_ target: String) -> [String: JSONValue]? {
        let segments = target.prefix { $0 != "?" }.split(separator: "/")
        let candidates = root["paths"].fields.filter { path, _ in
            let template = path.split(separator: "/")
            return template.count == segments.count
                && zip(template, segments).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
        }
        return candidates.min { $0.key.filter { $0 == "{" }.count < $1.key.filter { $0 == "{" }.count }?.value.fields
    }

    /// Follows `$ref` within the document.
    func resolved(_ value: JSONValue) -> JSONValue {
        guard case .string(let reference) = value["$ref"] else { return value }
        return resolved(reference.split(separator: "/").dropFirst().reduce(root) { $0[String($1)] })
    }

    /// What is wrong with an answer by the document, or `nil`. Paths that the document does not have are not judged.
    func problem(with answer: Exchange, to method: String, _ target: String) -> String? {
        // An answer to HEAD has no body to be judged.
        guard let item = item(target), method != "HEAD" else { return nil }
        let operation = item[method.lowercased()]
        guard operation != nil || answer.status == 405 else { return "a method that is not there is not refused" }
        let response =
            operation.map { resolved($0["responses"]["\(answer.status)"]) }
            ?? root["components"]["responses"]["MethodNotAllowed"]
        guard response != .null else { return "status \(answer.status) is not in the document" }
        let type = (answer.headers[.contentType] ?? "").prefix { $0 != ";" }
        let media = response["content"][String(type)]
        guard media != .null else { return "\(type) is not in the document for status \(answer.status)" }
        guard type == "application/json" else { return nil }
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(answer.bytes)) else {
            return "the body is no JSON"
        }
        return SchemaCheck(document: self).problem(with: value, media["schema"], at: "body")
    }
}

/// Holds values against schemas: the part of JSON Schema 2020-12 that the document uses.
struct SchemaCheck {
    let document: APIDocument

    func problem(with value: JSONValue, _ reference: JSONValue, at place: String) -> String? {
        let schema = document.resolved(reference)
        let alternatives = schema["anyOf"].elements
        if !alternatives.isEmpty {
            let matches = alternatives.contains { problem(with: value, $0, at: place) == nil }
            return matches ? nil : "\(place) fits none of its schemas"
        }
        let types = schema["type"].elements.isEmpty ? [schema["type"]] : schema["type"].elements
        guard schema["type"] == .null || types.contains(where: { fits(value, $0) }) else {
            return "\(place) has the wrong type"
        }
        let allowed = schema["enum"].elements
        guard allowed.isEmpty || allowed.contains(value) else { return "\(place) is none of the allowed values" }
        if case .array(let elements) = value {
            return elements.enumerated().lazy.compactMap {
                problem(with: $0.element, schema["items"], at: "\(place)[\($0.offset)]")
            }.first
        }
        guard case .object(let fields) = value else { return nil }
        return problem(with: fields, schema, at: place)
    }

    private func problem(with fields: [String: JSONValue], _ schema: JSONValue, at place: String) -> String? {
        for case .string(let name) in schema["required"].elements where fields[name] == nil {
            return "\(place).\(name) is missing"
        }
        let known = schema["properties"].fields
        for (name, value) in fields {
            if let property = known[name] {
                if let problem = problem(with: value, property, at: "\(place).\(name)") { return problem }
            } else if case .object = schema["additionalProperties"] {
                if let problem = problem(with: value, schema["additionalProperties"], at: "\(place).\(name)") {
                    return problem
                }
            } else if !known.isEmpty {
                return "\(place).\(name) is not in the document"
            }
        }
        return nil
    }

    private func fits(_ value: JSONValue, _ type: JSONValue) -> Bool {
        switch (value, type) {
        case (.null, .string("null")), (.bool, .string("boolean")), (.string, .string("string")),
            (.array, .string("array")), (.object, .string("object")), (.number, .string("number")):
            true
        case (.number(let number), .string("integer")): number == number.rounded()
        default: false
        }
    }
}

extension JSONValue {
    /// A field of an object; `null` where there is none.
    subscript(_ name: String) -> JSONValue { fields[name] ?? .null }

    var fields: [String: JSONValue] {
        if case .object(let fields) = self { fields } else { [:] }
    }

    var elements: [JSONValue] {
        if case .array(let elements) = self { elements } else { [] }
    }
}
