using Audit.Redis.Tests.Hosting;
using Microsoft.Extensions.Options;

namespace Audit.Redis.Tests.Connecting;

public sealed class RedisOptionsTests
{
    [Theory]
    [InlineData("Audit:Redis:ConnectionString", "")]
    [InlineData("Audit:Redis:ConnectionString", "localhost,nonsense=1,password=hunter2")]
    [InlineData("Audit:Redis:Timeout", "00:00:00.049")]
    [InlineData("Audit:Redis:Timeout", "00:00:31")]
    [InlineData("Audit:AspNetCore:SessionKey", "")]
    public async Task A_wrong_value_fails_the_start_and_its_key_is_named(string key, string value)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => Instance.StartAsync("127.0.0.1:1", "t:", settings: (key, value)));

        Assert.Contains(key, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", exception.Message, StringComparison.Ordinal);
    }
}
