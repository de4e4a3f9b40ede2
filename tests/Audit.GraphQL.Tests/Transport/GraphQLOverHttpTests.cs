using System.Diagnostics;
using System.Text.Json;
using Audit.GraphQL.Tests.Hosting;

namespace Audit.GraphQL.Tests.Transport;

/// <summary>The audits of the specification's own reference implementation, against a port.</summary>
public sealed class GraphQLOverHttpTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Node");

    [Fact]
    public async Task Server_audits_of_GraphQL_over_HTTP_pass_and_the_schema_can_be_read()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var host = await GraphHost.StartAsync(new MemoryReader(), listens: true);
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
            await RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], cancellationToken);
        using var found = JsonDocument.Parse(await RunAsync("node", ["audits.mjs", $"{host.Address}/graphql", GraphHost.Token], cancellationToken));
        Assert.Equal("[]", found.RootElement.GetProperty("failed").GetRawText());
        Assert.Equal(61, found.RootElement.GetProperty("audits").GetInt32());
        Assert.Contains("auditEvents(", found.RootElement.GetProperty("schema").GetString(), StringComparison.Ordinal);
    }

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
