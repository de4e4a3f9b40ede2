using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using ReferenceHost.Features.DemoTraffic;
using ReferenceHost.Features.Welcome;
using ReferenceHost.Tests.Hosting;

namespace ReferenceHost.Tests.DemoTraffic;

public sealed partial class DemoTrafficCommandTests(HostFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_running_host_is_driven_by_everyone_and_records_about_as_much_as_was_asked_for()
    {
        using var console = new StringWriter();

        await DemoTrafficCommand.DriveAsync(new DemoTrafficOptions(400, fixture.Host.Address, 1), console, Token);

        var text = console.ToString();
        Assert.StartsWith($"Driving the host at {fixture.Host.Address}", text, StringComparison.Ordinal);
        foreach (var shopper in DemoShopper.All)
            Assert.True(Regex.IsMatch(text, $@"{shopper.Name} +\d+ +\d+ +0\r?\n"), text);
        Assert.InRange(int.Parse(Recorded().Match(text).Groups[1].Value, null), 300, 2_000);
    }

    [Fact]
    public async Task What_is_no_reference_host_is_not_driven()
    {
        await using var other = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None"]).Build();
        await other.StartAsync(Token);

        var exception = await Assert.ThrowsAsync<DemoTrafficException>(
            () => DemoTrafficCommand.DriveAsync(new DemoTrafficOptions(1, new Uri(other.BaseAddress()), 1), TextWriter.Null, Token));

        Assert.Contains("is not the reference host", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_cannot_be_started_because_another_has_the_log_open_is_explained()
    {
        var free = new Uri("http://127.0.0.1:1");
        // Without a pipeline: metrics are the process's, and this host's would displace those of the other.
        string[] settings = ["--environment", "Development", "--Audit:Enabled", "false", "--Audit:Storage:Embedded:Path", Path.GetTempPath()];

        var exception = await Assert.ThrowsAsync<DemoTrafficException>(
            () => DemoTrafficCommand.DriveAsync(new DemoTrafficOptions(1, free, 1), TextWriter.Null, Token, settings));

        Assert.StartsWith($"No host answers at {free}, and none could be started", exception.Message, StringComparison.Ordinal);
        Assert.Contains("--url", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--events", "none")]
    [InlineData("--help-me")]
    public async Task Wrong_arguments_end_with_2(params string[] args) => Assert.Equal(2, await DemoTrafficCommand.RunAsync(args));

    [GeneratedRegex(@"recorded (\d+) events")]
    private static partial Regex Recorded();
}
