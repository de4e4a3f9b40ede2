using Audit.ApiKeys.Keys;
using Microsoft.Extensions.Options;

namespace Audit.ApiKeys.Tests.Keys;

public sealed class FormatTests
{
    private readonly ApiKeyFormat _format = new(Options.Create(new AuditApiKeyOptions { Prefix = "shop" }));

    [Fact]
    public void A_key_tells_where_it_belongs_and_its_id_and_no_two_are_alike()
    {
        var id = ApiKeyFormat.CreateId();
        var keys = Enumerable.Range(0, 1000).Select(_ => _format.Create(id)).ToArray();

        Assert.All(keys, key => Assert.Matches($"^shop_{id}_[0-9A-Za-z]{{49}}$", key));
        Assert.Equal(keys.Length, keys.Distinct(StringComparer.Ordinal).Count());
        Assert.All(keys, key => Assert.True(_format.MayBe(key)));
    }

    [Fact]
    public void Any_one_character_that_differs_is_noticed()
    {
        var key = _format.Create(ApiKeyFormat.CreateId());
        for (var i = 0; i < key.Length; i++)
        {
            var other = string.Concat(key.AsSpan(0, i), key[i] == 'x' ? "y" : "x", key.AsSpan(i + 1));
            Assert.False(_format.MayBe(other), other);
        }
    }

    [Fact]
    public void Redaction_knows_a_key_of_the_default_prefix_wherever_it_stands()
    {
        var key = new ApiKeyFormat(Options.Create(new AuditApiKeyOptions())).Create(ApiKeyFormat.CreateId());
        using var services = Redacting.Services();

        Assert.DoesNotContain(key, services.Redactor.RedactText($"curl/8 ({key})").Text, StringComparison.Ordinal);
        Assert.DoesNotContain(key, services.Redactor.RedactMessage($"no such host: {key}").Text, StringComparison.Ordinal);
    }
}
