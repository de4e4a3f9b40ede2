using Audit.ApiKeys.Tests.Hosting;
using Microsoft.Extensions.Options;

namespace Audit.ApiKeys.Tests.Verifying;

public sealed class ApiKeyOptionsTests
{
    [Theory]
    [InlineData("Prefix", "")]
    [InlineData("Prefix", "Shop")]
    [InlineData("Prefix", "a_b")]
    [InlineData("Lifetime", "00:00:00.999")]
    [InlineData("Lifetime", "01:00:01")]
    [InlineData("UnheardLifetime", "00:05:01")]
    [InlineData("RefusalLifetime", "00:01:01")]
    [InlineData("MaxRefusals", "1000001")]
    [InlineData("LastUsedInterval", "00:00:00")]
    public async Task A_wrong_value_fails_the_start_and_its_key_is_named(string key, string value)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => KeyHost.StartAsync(null, null, null, ($"Audit:ApiKeys:{key}", value)));

        Assert.Contains($"Audit:ApiKeys:{key} is ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Allowed: ", exception.Message, StringComparison.Ordinal);
    }
}
