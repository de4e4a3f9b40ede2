using System.Diagnostics;
using Audit.Testing.Repository;

namespace Audit.Dashboard.Tests.Web;

/// <summary>The web application's own tests and checks, which a developer runs by npm.</summary>
public sealed class WebApplicationTests
{
    [Fact]
    public Task Vitest_passes() => RunAsync("test");

    [Fact]
    public Task TypeScript_ESLint_and_Prettier_find_nothing() => RunAsync("check");

    private static async Task RunAsync(string script)
    {
        var start = new ProcessStartInfo("npm", ["run", "--silent", script])
        {
            WorkingDirectory = RepositoryRoot.PathOf("src/Audit.Dashboard/web"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NO_COLOR"] = "1";
        start.Environment["CI"] = "true";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"'npm run {script}' ended with {process.ExitCode}:\n{await output}{errors}");
    }
}
