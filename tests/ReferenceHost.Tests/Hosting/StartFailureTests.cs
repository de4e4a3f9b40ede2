using ReferenceHost.Features.Welcome;

namespace ReferenceHost.Tests.Hosting;

public sealed class StartFailureTests
{
    [Theory]
    [InlineData("ConnectionStrings:Shop is not a connection string.", "--ConnectionStrings:Shop", "=;")]
    [InlineData("Audit:Sql:Url is 'x'. Allowed: http or https", "--Audit:Sql:Url", "x")]
    [InlineData("Shop:ApiKeys: each key needs Id, Owner and Sha256", "--Shop:ApiKeys:0:Id", "k", "--Shop:ApiKeys:0:Owner", "o", "--Shop:ApiKeys:0:Sha256", "1")]
    [InlineData("Audit:AspNetCore:MaxUserAgentLength is 2.", "--Audit:AspNetCore:MaxUserAgentLength", "2", "--Audit:Buffer:Capacity", "0")]
    public async Task Wrong_configuration_is_told_in_a_line_each(string message, params string[] settings)
    {
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => RunningHost.StartAsync(settings));

        Assert.Contains(StartFailure.MessagesOf(exception), line => line.StartsWith(message, StringComparison.Ordinal));
    }

    [Fact]
    public void Other_failures_keep_their_stack_trace() =>
        Assert.Empty(StartFailure.MessagesOf(new AggregateException(new InvalidOperationException(), new IOException())));
}
