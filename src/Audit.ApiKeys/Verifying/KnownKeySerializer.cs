using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Caching.Hybrid;

namespace Audit.ApiKeys.Verifying;

/// <summary>Writes known keys for the cache that instances share.</summary>
internal sealed class KnownKeySerializer : IHybridCacheSerializer<KnownKey?>
{
    /// <summary>What another version wrote, or nobody: it is no key, so that the database is asked. Nothing at all would be remembered as that.</summary>
    private static readonly KnownKey Unreadable = new([], "", "", "", null, [], null, DateTimeOffset.MinValue);

    public KnownKey? Deserialize(ReadOnlySequence<byte> source)
    {
        var reader = new Utf8JsonReader(source);
        try
        {
            return JsonSerializer.Deserialize(ref reader, KnownKeyJson.Default.KnownKey) ?? Unreadable;
        }
        catch (JsonException)
        {
            return Unreadable;
        }
    }

    public void Serialize(KnownKey? value, IBufferWriter<byte> target)
    {
        using var writer = new Utf8JsonWriter(target);
        if (value is null)
            writer.WriteNullValue();
        else
            JsonSerializer.Serialize(writer, value, KnownKeyJson.Default.KnownKey);
    }
}
