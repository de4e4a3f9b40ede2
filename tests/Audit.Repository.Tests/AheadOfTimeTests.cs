using System.Diagnostics;
using Audit.Testing.Repository;

namespace Audit.Repository.Tests;

/// <summary>The packages whose dependencies allow it work when they are compiled ahead of time.</summary>
public sealed class AheadOfTimeTests
{
    private const string Configuration =
#if DEBUG
        "Debug";
#else
        "Release";
#endif

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_application_compiled_ahead_of_time_has_no_warnings_and_records()
    {
        var folder = Directory.CreateTempSubdirectory("audit-aot");
        try
        {
            // The smoke project treats the compiler's warnings as errors.
            var (published, warnings) = await RunAsync(
                "dotnet", "publish", RepositoryRoot.PathOf("tests/Audit.AotSmoke"), "--no-build", "-c", Configuration, "-v", "quiet", "-nologo", "-nodeReuse:false", "-o", folder.FullName);
            Assert.True(published == 0, warnings);
            Assert.DoesNotContain("warning", warnings, StringComparison.OrdinalIgnoreCase);

            var (ended, output) = await RunAsync(Path.Combine(folder.FullName, "Audit.AotSmoke"));
            Assert.True(ended == 0, output);
            Assert.StartsWith("1000 events in", output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(Cancellation);
            var errors = process.StandardError.ReadToEndAsync(Cancellation);
            var text = await output + await errors;
            await process.WaitForExitAsync(Cancellation);
            return (process.ExitCode, text);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
