using System.Globalization;
using Audit.Storage.ClickHouse.Embedded.Interop;
using Audit.Testing.EmbeddedEngine;
using Microsoft.Extensions.Options;

namespace Audit.Storage.ClickHouse.Embedded.Tests.Engine;

public sealed class EngineProcessTests(EmbeddedEngineFixture engine) : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"audit-child-{Guid.NewGuid():N}");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_acknowledged_batch_is_lost_in_twenty_kills()
    {
        var acknowledged = 0UL;
        for (var kill = 0; kill < 20; kill++)
        {
            using var child = EngineChild.Start("insert", _directory);
            // A different number each time, so that the kill meets inserts, merges and acknowledgements alike.
            for (var line = 0; line <= kill; line++)
            {
                var text = await child.Process.StandardOutput.ReadLineAsync(Token) ?? throw new InvalidOperationException(await child.Process.StandardError.ReadToEndAsync(Token));
                acknowledged = ulong.Parse(text, CultureInfo.InvariantCulture);
            }
            child.Process.Kill();
            var rest = await child.ReadAllLinesAsync(Token);
            if (rest.Length > 0 && ulong.TryParse(rest[^1], CultureInfo.InvariantCulture, out var last))
                acknowledged = Math.Max(acknowledged, last);
        }
        using var counter = EngineChild.Start("count", _directory);
        var batches = (await counter.ReadAllLinesAsync(Token)).Select(x => x.Split(' ')).ToDictionary(x => ulong.Parse(x[0], CultureInfo.InvariantCulture), x => x[1]);
        Assert.Equal(0, counter.Process.ExitCode);
        Assert.True(acknowledged > 200);
        for (var batch = 1UL; batch <= acknowledged; batch++)
            Assert.Equal("100", batches.GetValueOrDefault(batch));
    }

    [Fact]
    public async Task Second_process_on_the_same_directory_is_refused_and_told_why()
    {
        using var first = EngineChild.Start("hold", _directory);
        Assert.Equal("open", await first.Process.StandardOutput.ReadLineAsync(Token));
        using var second = EngineChild.Start("hold", _directory);
        var error = await second.Process.StandardError.ReadToEndAsync(Token);
        await second.Process.WaitForExitAsync(Token);
        Assert.Equal(3, second.Process.ExitCode);
        Assert.Contains($"in use by another process (process {first.Process.Id})", error, StringComparison.Ordinal);
        Assert.Contains("Audit:Storage:Embedded:Path", error, StringComparison.Ordinal);
        first.Process.StandardInput.Close();
        await first.Process.WaitForExitAsync(Token);
        Assert.Equal(0, first.Process.ExitCode);
    }

    [Fact]
    public async Task Orderly_close_ends_the_process_with_zero_and_frees_the_directory()
    {
        for (var i = 0; i < 2; i++)
        {
            using var child = EngineChild.Start("hold", _directory);
            Assert.Equal("open", await child.Process.StandardOutput.ReadLineAsync(Token));
            child.Process.StandardInput.Close();
            await child.Process.WaitForExitAsync(Token);
            Assert.Equal(0, child.Process.ExitCode);
        }
    }

    [Theory]
    [InlineData("leave")]
    [InlineData("busy")]
    public async Task Exit_without_closing_or_with_a_statement_running_is_orderly_too(string mode)
    {
        using var child = EngineChild.Start(mode, _directory);
        var error = await child.Process.StandardError.ReadToEndAsync(Token);
        await child.Process.WaitForExitAsync(Token);
        Assert.True(child.Process.ExitCode == 0, $"{child.Process.ExitCode} {error}");
    }

    [Fact]
    public async Task Same_directory_is_shared_and_another_is_refused()
    {
        await using var same = await EmbeddedClickHouse.OpenAsync(new EmbeddedClickHouseOptions { Path = engine.EnginePath }, null, Token);
        Assert.Equal(engine.Engine.Version, same.Version);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => EmbeddedClickHouse.OpenAsync(new EmbeddedClickHouseOptions { Path = _directory }, null, Token));
        Assert.Contains("one engine per process", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invalid_options_are_named()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => EmbeddedClickHouse.OpenAsync(
            new EmbeddedClickHouseOptions { MaxConnections = 0, SessionTimeout = TimeSpan.Zero, LibraryPath = "/no/such/libchdb.so" }, null, Token));
        Assert.Contains("MaxConnections", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_library_is_searched_beside_the_application_or_where_the_option_says_and_reported()
    {
        Assert.Equal(["/opt/libchdb.so"], ChdbLibrary.Candidates("/opt/libchdb.so"));
        Assert.Contains(Path.Combine(AppContext.BaseDirectory, "libchdb.so"), ChdbLibrary.Candidates(null));
        var error = Assert.Throws<DllNotFoundException>(() => ChdbLibrary.Find(["/no/such/a.so", "/no/such/b.so"]));
        Assert.Contains("/no/such/a.so, /no/such/b.so", error.Message, StringComparison.Ordinal);
        Assert.Contains("Audit:Storage:Embedded:LibraryPath", error.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
    }
}
