using System.Globalization;
using Audit.Statements;

namespace Audit.Tests.Classification;

/// <summary>Statements with a few bits turned, pieces lost, doubled or swapped: whatever they are, they are told or marked, in little stack.</summary>
public sealed class MutationTests
{
    private const int SmallStack = 256 * 1024;
    private const int Threads = 2;

    /// <summary>How many statements, when a million are too few: <c>AUDIT_TEST_MUTATIONS</c>.</summary>
    private static readonly int Count =
        int.TryParse(Environment.GetEnvironmentVariable("AUDIT_TEST_MUTATIONS"), CultureInfo.InvariantCulture, out var count) ? count : 1_000_000;

    [Fact]
    public void A_million_mutated_statements_neither_throw_nor_hang()
    {
        var runs = Enumerable.Range(1, Threads).Select(static seed => new Run(seed, Count / Threads)).ToArray();
        foreach (var run in runs)
            run.Start();
        foreach (var run in runs)
            run.Finish();
    }

    private sealed class Run
    {
        private readonly Thread _thread;
        private readonly Mutations _mutations;
        private readonly int _count;
        private volatile string _current = "";
        private Exception? _thrown;

        public Run(int seed, int count)
        {
            _mutations = new Mutations(seed);
            _count = count;
            _thread = new Thread(() => _thrown = Record.Exception(Classify), SmallStack) { IsBackground = true };
        }

        public void Start() => _thread.Start();

        public void Finish()
        {
            Assert.True(_thread.Join(TimeSpan.FromMinutes(5 + (_count / 100_000))), $"Not done: {_current}");
            Assert.True(_thrown is null, $"{_current}\n{_thrown}");
        }

        private void Classify()
        {
            var classifier = Statements.NewClassifier(static options => options.Classification.CacheBytes = 1 << 20);
            for (var i = 0; i < _count; i++)
            {
                var sql = _mutations.Next();
                _current = sql;
                var info = classifier.Classify(sql, (SqlDialect)_mutations.Next(6), (SqlDialectOptions)_mutations.Next(8));

                if (info.IsIncomplete != (info.RedactedText == "<unparsed>"))
                    Assert.Fail($"Neither told nor marked: {info.RedactedText}");
            }
        }
    }
}
