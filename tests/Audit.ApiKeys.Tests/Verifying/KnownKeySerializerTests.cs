using System.Buffers;
using Audit.ApiKeys.Verifying;

namespace Audit.ApiKeys.Tests.Verifying;

public sealed class KnownKeySerializerTests
{
    private readonly KnownKeySerializer _serializer = new();

    [Fact]
    public void A_key_is_read_as_it_was_written()
    {
        var key = new KnownKey(new byte[32], "id", "a \"name\"", "owner", null, ["a", "b"], new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), DateTimeOffset.UnixEpoch);
        var buffer = new ArrayBufferWriter<byte>();

        _serializer.Serialize(key, buffer);
        var read = _serializer.Deserialize(new ReadOnlySequence<byte>(buffer.WrittenMemory))!;

        Assert.Equal((key.Id, key.Name, key.Owner, key.TenantId, key.ExpiresAt, key.LoadedAt), (read.Id, read.Name, read.Owner, read.TenantId, read.ExpiresAt, read.LoadedAt));
        Assert.True(read.Is(new byte[32]));
        Assert.Equal(["a", "b"], read.Accepted.Key!.Scopes);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("nonsense")]
    [InlineData("{}")]
    [InlineData("""{"Hash":null,"Id":"id","LoadedAt":"2999-01-01T00:00:00Z"}""")]
    public void What_cannot_be_read_is_no_key_and_not_remembered_as_none(string text)
    {
        var read = _serializer.Deserialize(new ReadOnlySequence<byte>(System.Text.Encoding.UTF8.GetBytes(text)));

        Assert.NotNull(read);
        Assert.False(read.Is(new byte[32]));
    }
}
