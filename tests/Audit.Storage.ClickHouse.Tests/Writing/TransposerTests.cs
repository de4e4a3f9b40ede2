using System.Diagnostics.CodeAnalysis;
using Audit.Context;
using Audit.Events;
using Audit.Schema;
using Audit.Statements;
using Audit.Storage.ClickHouse.Schema;
using Audit.Storage.ClickHouse.Writing;
using Audit.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Audit.Storage.ClickHouse.Tests.Writing;

[SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "Damage must be the same every time")]
public sealed class TransposerTests
{
    [Fact]
    public void Columns_hold_what_the_rows_held()
    {
        // One transposer for all: nothing of a batch may be left in the next.
        var transposer = new Transposer();
        Prop.ForAll(UglyEvents.Event.ListOf().Where(events => events.Count > 0).ToArbitrary(), events =>
        {
            var batch = ContractBatch.Of("stream/1", [.. events]);
            AssertEqual(batch, transposer.Transpose(batch).ToArray());
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    public void Dictionary_of_any_size_gives_each_row_its_text(int size)
    {
        var events = Enumerable.Range(0, size + 10).Select(i => Event($"action {i % size}")).ToList();
        var rows = NaiveNativeReader.Read(new Transposer().Transpose(ContractBatch.Of("s", events)).ToArray());
        Assert.Equal(events.Select(e => e.Action), rows.Select(row => (string)row["action"]!));
    }

    [Fact]
    public void Later_batches_of_the_same_size_take_no_new_memory()
    {
        // More texts than a byte can number, so that the numbers of places widen in each batch.
        var batch = ContractBatch.Of("s", [.. Enumerable.Range(0, 5_000).Select(i => Event($"action {i % 300}"))]);
        var transposer = new Transposer();
        for (var i = 0; i < 2; i++)
        {
            transposer.Transpose(batch);
            transposer.Clear();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        transposer.Transpose(batch);
        transposer.Clear();

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, batch.Rows.Length / 50);
    }

    [Fact]
    public void Block_names_the_columns_and_types_of_the_table()
    {
        var columns = AuditTables.All[0].Columns;
        Assert.Equal(columns.SkipLast(1).Select(column => column.Name), Transposer.ColumnNames);
        var block = System.Text.Encoding.Latin1.GetString(new Transposer().Transpose(ContractBatch.Of("s", [SampleEvents.Full()])).ToArray());
        Assert.All(columns.SkipLast(1), column => Assert.Contains($"{(char)column.Name.Length}{column.Name}{(char)column.Type.Length}{column.Type}", block, StringComparison.Ordinal));
    }

    [Fact]
    public void Row_that_is_cut_off_anywhere_is_refused()
    {
        var transposer = new Transposer();
        var batch = ContractBatch.Of("s", [SampleEvents.Full()]);
        for (var length = 0; length < batch.Rows.Length; length++)
        {
            var cut = With(batch, batch.Rows[..length], batch.Index.Span[0] with { Length = length });
            Assert.Throws<InvalidDataException>(() => transposer.Transpose(cut));
        }

        AssertEqual(batch, transposer.Transpose(batch).ToArray());
    }

    [Fact]
    public void Row_that_goes_on_after_its_last_column_is_refused()
    {
        var batch = ContractBatch.Of("s", [SampleEvents.Update(1), SampleEvents.Update(2)]);
        var index = batch.Index.Span[0];
        var error = Assert.Throws<InvalidDataException>(() => new Transposer().Transpose(With(batch, batch.Rows, index with { Length = index.Length + 1 })));
        Assert.Contains("Row 1 of the batch s:1-2:", error.Message, StringComparison.Ordinal);
        Assert.Contains("1 bytes follow its last column", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 10)]
    [InlineData(0, int.MaxValue)]
    [InlineData(int.MaxValue, 1)]
    [InlineData(0, -1)]
    public void Row_outside_of_the_batch_is_refused(int offset, int length)
    {
        var batch = ContractBatch.Of("s", [SampleEvents.Update()]);
        Assert.Throws<InvalidDataException>(() => new Transposer().Transpose(With(batch, batch.Rows, batch.Index.Span[0] with { Offset = offset, Length = length })));
    }

    [Fact]
    public void Damaged_row_is_refused_or_copied_as_it_is_and_never_becomes_another()
    {
        var random = new Random(5);
        var transposer = new Transposer();
        var batch = ContractBatch.Of("s", [SampleEvents.Full()]);
        var refused = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var rows = batch.Rows.ToArray();
            rows[random.Next(rows.Length)] = (byte)random.Next(256);
            rows[random.Next(rows.Length)] ^= (byte)(1 << random.Next(8));
            var damaged = With(batch, rows, batch.Index.Span[0]);
            byte[] block;
            try
            {
                block = transposer.Transpose(damaged).ToArray();
            }
            catch (InvalidDataException)
            {
                refused++;
                continue;
            }

            if (IsText(rows))
                AssertEqual(damaged, block);
        }

        Assert.InRange(refused, 1000, 19_000);
    }

    [Fact]
    public void Length_that_is_written_longer_than_it_need_be_is_refused()
    {
        var batch = ContractBatch.Of("s", [SampleEvents.Bare()]);
        var row = batch.Rows.ToArray();

        // The application: version, id and time come before it.
        byte[] longer = [.. row[..25], (byte)(row[25] | 0x80), 0, .. row[26..]];
        var error = Assert.Throws<InvalidDataException>(() => new Transposer().Transpose(With(batch, longer, batch.Index.Span[0] with { Length = longer.Length })));
        Assert.Contains("application: a length is not well-formed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Batch_of_another_version_is_refused()
    {
        var batch = ContractBatch.Of("s", [SampleEvents.Bare()]);
        var other = new SealedBatch { SchemaVersion = 2, Stream = batch.Stream, RetentionClass = batch.RetentionClass, Token = batch.Token, Rows = batch.Rows, Index = batch.Index };
        Assert.Throws<NotSupportedException>(() => new Transposer().Transpose(other));

        var rows = batch.Rows.ToArray();
        rows[0] = 2;
        Assert.Throws<InvalidDataException>(() => new Transposer().Transpose(With(batch, rows, batch.Index.Span[0])));
    }

    [Fact]
    public void Batch_is_transposed_without_allocating_per_row()
    {
        var transposer = new Transposer();
        var batch = ContractBatch.Of("s", [.. Enumerable.Range(1, 5000).Select(number => SampleEvents.Update(number))]);
        transposer.Transpose(batch);
        var before = GC.GetAllocatedBytesForCurrentThread();
        transposer.Transpose(batch);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16_000);
    }

    private static void AssertEqual(SealedBatch batch, byte[] block)
    {
        var rows = NaiveNativeReader.Read(block);
        Assert.Equal(batch.Count, rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            var index = batch.Index.Span[i];
            var expected = new Dictionary<string, object?>(NaiveRowReader.Read(batch.Rows.Span.Slice(index.Offset, index.Length)))
            {
                ["stream"] = batch.Stream,
                ["seq"] = index.Sequence,
                ["leaf_check"] = index.LeafCheck,
                ["expires_at"] = index.ExpiresAt,
            };
            Assert.Equal(AuditSchema.Columns.Concat(AuditSchema.SealingColumns).Select(column => column.Name), rows[i].Keys);
            foreach (var (name, value) in expected)
                Assert.Equal(value, rows[i][name]);
        }
    }

    private static bool IsText(byte[] row)
    {
        try
        {
            NaiveRowReader.Read(row);
            return true;
        }
        catch (System.Text.DecoderFallbackException)
        {
            return false;
        }
    }

    private static AuditEvent Event(string action) => new(SampleEvents.Time, AuditContext.Background)
    {
        Category = EventCategory.Database,
        Action = action,
        Statement = StatementInfo.Empty,
    };

    private static SealedBatch With(SealedBatch batch, ReadOnlyMemory<byte> rows, SealedRow row) => new()
    {
        SchemaVersion = batch.SchemaVersion,
        Stream = batch.Stream,
        RetentionClass = batch.RetentionClass,
        Token = batch.Token,
        Rows = rows,
        Index = new[] { row },
    };
}
