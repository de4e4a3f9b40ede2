using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;

namespace Audit.GraphQL.PersistedDocuments;

/// <summary>Reads documents by the hash of their text.</summary>
internal static class DocumentManifest
{
    private const string Pattern = "*.graphql";

    /// <exception cref="InvalidDataException">What is there is no manifest; the message says why.</exception>
    public static FrozenDictionary<string, string> Read(string path)
    {
        try
        {
            var documents = Directory.Exists(path)
                ? Directory.EnumerateFiles(path, Pattern).Select(File.ReadAllText).Select(static text => KeyValuePair.Create(HashOf(text), text))
                : Parse(path);
            return documents.DistinctBy(static document => document.Key).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InvalidDataException($"it cannot be read: {failure.Message}", failure);
        }
    }

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));

    private static List<KeyValuePair<string, string>> Parse(string path)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(path));
        if (file.RootElement.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException("it must be a JSON object of documents by their hash.");
        var documents = new List<KeyValuePair<string, string>>();
        foreach (var member in file.RootElement.EnumerateObject())
        {
            var hash = PersistedDocumentSet.HashOfId(member.Name);
            if (member.Value.ValueKind != JsonValueKind.String || member.Value.GetString() is not { } text)
                throw new InvalidDataException($"the document {member.Name} is no text.");
            if (!string.Equals(hash, HashOf(text), StringComparison.OrdinalIgnoreCase))
                throw new InvalidDataException($"{member.Name} is not the SHA-256 of its document, which is {HashOf(text)}.");
            documents.Add(KeyValuePair.Create(hash, text));
        }

        return documents;
    }
}
