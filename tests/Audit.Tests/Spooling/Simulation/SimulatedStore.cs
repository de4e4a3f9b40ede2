using Audit.Storage;

namespace Audit.Tests.Spooling.Simulation;

/// <summary>A store that keeps tokens, may fail before or after it stored a batch, and counts how often it has each row.</summary>
internal sealed class SimulatedStore(Random random, bool answersQueries)
{
    private readonly HashSet<string> _tokens = [];

    /// <summary>How likely an attempt fails, out of ten; half of the failures come after the batch was stored.</summary>
    public int Failing { get; set; }

    public Dictionary<(string Stream, ulong Sequence), int> Counts { get; } = [];

    public Dictionary<(string Stream, ulong Sequence), byte[]> Rows { get; } = [];

    public int Queries { get; private set; }

    public IReadOnlySet<ulong>? Find(SealedBatch batch)
    {
        Queries++;
        if (!answersQueries)
            return null;
        var found = new HashSet<ulong>();
        foreach (var row in batch.Index.Span)
        {
            if (Counts.ContainsKey((batch.Stream, row.Sequence)))
                found.Add(row.Sequence);
        }

        return found;
    }

    public void Write(SealedBatch batch)
    {
        var fails = random.Next(10) < Failing;
        if (fails && random.Next(2) == 0)
            throw new TimeoutException();
        if (_tokens.Add(batch.Token))
        {
            foreach (var row in batch.Index.Span)
            {
                var key = (batch.Stream, row.Sequence);
                Counts[key] = Counts.GetValueOrDefault(key) + 1;
                Rows[key] = batch.Rows.Slice(row.Offset, row.Length).ToArray();
            }
        }

        if (fails)
            throw new TimeoutException();
    }
}
