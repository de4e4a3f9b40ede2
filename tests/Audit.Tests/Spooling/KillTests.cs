using System.Globalization;

namespace Audit.Tests.Spooling;

/// <summary>
/// A real process that records under load, to a store that fails at random, is killed at any moment, again and again. Once the store only tells which rows it
/// has, and forgets tokens at once; once it only knows tokens. <c>AUDIT_KILLS</c> is the number of kills of both together; unless set, a hundred.
/// </summary>
public sealed class KillTests : IDisposable
{
    private const long NumbersPerLife = 1_000_000;

    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("AUDIT_KILLS") ?? "100", CultureInfo.InvariantCulture);

    private readonly string _directory = Directory.CreateTempSubdirectory("audit-kill-").FullName;

    private string SpoolPath => Path.Combine(_directory, "spool");

    private string StorePath => Path.Combine(_directory, "store");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("Rows")]
    [InlineData("Tokens")]
    public async Task What_was_acknowledged_is_stored_once_however_often_the_process_is_killed(string memory)
    {
        var random = new Random(4711);
        var acknowledged = new HashSet<long>();
        for (var life = 0; life < Kills / 2; life++)
            await RecordUntilKilledAsync(memory, life * NumbersPerLife, random.Next(1, 2000), acknowledged);
        await DrainAsync(memory);

        var stored = StoredRows.Read(StorePath);

        Assert.NotEmpty(acknowledged);
        Assert.Equal(stored.Count, stored.Select(static row => (row.Stream, row.Sequence)).Distinct().Count());
        var numbers = stored.Select(static row => row.Number).Where(static number => number > 0).ToArray();
        Assert.Equal(numbers.Length, numbers.Distinct().Count());
        Assert.Empty(acknowledged.Except(numbers));
        Assert.Empty(Directory.EnumerateDirectories(SpoolPath));
    }

    private async Task RecordUntilKilledAsync(string memory, long first, int acknowledgements, HashSet<long> acknowledged)
    {
        using var child = CrashProgram.Start("record", SpoolPath, StorePath, memory, first.ToString(CultureInfo.InvariantCulture));
        while (await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            // A line that the kill cut short has no end and may be another number.
            if (acknowledgements-- == 0)
                child.Kill();
            if (acknowledgements >= 0)
                acknowledged.Add(long.Parse(line, CultureInfo.InvariantCulture));
        }

        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.NotEqual(0, child.ExitCode);
    }

    private async Task DrainAsync(string memory)
    {
        using var child = CrashProgram.Start("drain", SpoolPath, StorePath, memory);
        await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, child.ExitCode);
    }
}
