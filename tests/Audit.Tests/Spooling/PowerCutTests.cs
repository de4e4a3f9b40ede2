using System.Globalization;
using Audit.Tests.Spooling.Simulation;

namespace Audit.Tests.Spooling;

/// <summary>
/// The power is cut at any operation on files, again and again; what was not synced is there or not, sector by sector and name by name.
/// <c>AUDIT_POWER_CUTS</c> is the number of cuts; unless set, ten thousand.
/// </summary>
public sealed class PowerCutTests
{
    private const int Lives = 4;

    private static readonly int Cuts = int.Parse(Environment.GetEnvironmentVariable("AUDIT_POWER_CUTS") ?? "10000", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_durable_is_stored_once_however_often_the_power_is_cut(bool diskFails)
    {
        var cuts = 0;
        for (var seed = 1; cuts < Cuts / 2; seed++)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            var run = new PowerCutRun(seed, diskFails: diskFails);
            run.Live(Lives);
            Assert.True(run.Fault is null, $"Seed {seed}: {run.Fault}");
            cuts += run.Cuts;
        }
    }

    [Fact]
    public void Without_syncing_files_the_same_runs_lose_what_was_durable() =>
        Assert.Contains(Enumerable.Range(1, 100), static seed => FaultOf(seed, syncsFiles: false) is not null);

    [Fact]
    public void Without_syncing_directories_the_same_runs_lose_what_was_durable() =>
        Assert.Contains(Enumerable.Range(1, 100), static seed => FaultOf(seed, syncsDirectories: false) is not null);

    private static string? FaultOf(int seed, bool syncsFiles = true, bool syncsDirectories = true)
    {
        var run = new PowerCutRun(seed, syncsFiles, syncsDirectories);
        run.Live(Lives);
        return run.Fault;
    }
}
