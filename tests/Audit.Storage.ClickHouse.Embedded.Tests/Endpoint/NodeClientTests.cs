using System.Diagnostics;
using System.Text.Json;

namespace Audit.Storage.ClickHouse.Embedded.Tests.Endpoint;

public sealed class NodeClientTests(EndpointFixture endpoint) : IClassFixture<EndpointFixture>
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Node");

    [Fact]
    public async Task Client_for_Node_pings_selects_streams_and_is_refused_what_it_may_not()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
            await RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], cancellationToken);
        var output = await RunAsync(
            "node", ["endpoint.mjs", endpoint.Address.GetLeftPart(UriPartial.Authority), "/clickhouse", "analyst", EndpointFixture.Password], cancellationToken);
        using var found = JsonDocument.Parse(output);
        var root = found.RootElement;
        Assert.True(root.GetProperty("ping").GetBoolean(), output);
        Assert.StartsWith("26.", root.GetProperty("version").GetString(), StringComparison.Ordinal);
        Assert.Equal(50, root.GetProperty("parameters").GetInt32());
        Assert.Equal(300_000, root.GetProperty("streamed").GetInt32());
        Assert.Equal("47", Code(root, "error"));
        Assert.Equal("164", Code(root, "insert"));
        Assert.Equal("164", Code(root, "command"));
        Assert.Equal("395", Code(root, "midStream"));
        Assert.Equal("516", Code(root, "stranger"));
    }

    private static string? Code(JsonElement root, string name) => root.GetProperty(name).GetProperty("code").GetString();

    private static async Task<string> RunAsync(string file, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start.");
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0, $"{file} ended with {process.ExitCode}: {await error}");
        return output;
    }
}
