using Audit.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Audit.AspNetCore.Tests.Attribution;

public sealed class AttributionOptionsTests
{
    [Theory]
    [InlineData("MaxUserAgentLength", "15", "Audit:AspNetCore:MaxUserAgentLength is 15. Allowed: 16 to 1024.")]
    [InlineData("MaxUserAgentLength", "1025", "Audit:AspNetCore:MaxUserAgentLength is 1025. Allowed: 16 to 1024.")]
    [InlineData("SessionKey", "not base64!", "Audit:AspNetCore:SessionKey must be base64 of 16 bytes or more")]
    [InlineData("SessionKey", "c2hvcnQ=", "Audit:AspNetCore:SessionKey must be base64 of 16 bytes or more")]
    [InlineData("UserIdClaims:0", " ", "Audit:AspNetCore:UserIdClaims:0 is empty")]
    [InlineData("ApiKeyClaims:0", "", "Audit:AspNetCore:ApiKeyClaims:0 is empty")]
    public async Task A_wrong_option_fails_the_start_and_names_the_key(string key, string value, string message)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(
            () => AttributionHost.StartAsync(new() { ["Audit:AspNetCore:" + key] = value }));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        if (key == "SessionKey")
            Assert.DoesNotContain(value, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_services_the_middleware_says_what_is_missing()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton<IAuditLog>(new CollectingAuditLog());
        using var app = (IDisposable)builder.Build();

        var exception = Assert.Throws<InvalidOperationException>(() => ((WebApplication)app).UseAudit());

        Assert.Contains("AddAspNetCore()", exception.Message, StringComparison.Ordinal);
    }
}
