using Audit.Storage.ClickHouse.Exporting.Counting;

namespace Audit.Storage.ClickHouse.Tests.Exporting.Counting;

/// <summary>Rows are counted in what passes, however it is cut into parts.</summary>
public sealed class RowCounterTests
{
    [Fact]
    public void Csv_rows_are_counted_like_by_a_scan_of_every_byte()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var text = new byte[random.Next(1, 2_000)];
            for (var i = 0; i < text.Length; i++)
                text[i] = random.Next(6) switch { 0 => (byte)'"', 1 => (byte)'\n', 2 => (byte)',', 3 => 0xC3, _ => (byte)'x' };

            var counter = new CsvRowCounter();
            foreach (var part in Parts(text, random))
                counter.Add(part.Span);

            var (rows, isEnded) = Naive(text);
            Assert.Equal(Math.Max(0, rows - 1), counter.Rows);
            Assert.Equal(isEnded ? counter.Rows : null, counter.Complete());
        }
    }

    [Theory]
    [InlineData("a\n", 0)]
    [InlineData("\"a\"\n\"line\nline\"\n", 1)]
    [InlineData("\"a\"\n\"q\"\"\n\"\"\"\n1\n", 2)]
    public void A_line_end_within_quotes_ends_no_row(string csv, long rows)
    {
        var counter = new CsvRowCounter();
        counter.Add(System.Text.Encoding.UTF8.GetBytes(csv));
        Assert.Equal(rows, counter.Complete());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\n1")]
    [InlineData("a\n\"1\n")]
    public void Csv_that_was_cut_off_has_no_count(string csv)
    {
        var counter = new CsvRowCounter();
        counter.Add(System.Text.Encoding.UTF8.GetBytes(csv));
        Assert.Null(counter.Complete());
    }

    [Fact]
    public void Lines_are_counted_and_a_cut_one_is_noticed()
    {
        var counter = new LineCounter();
        Assert.Equal(0, counter.Complete());
        counter.Add("{\"a\":1}\n{\"a"u8);
        Assert.Equal(1, counter.Rows);
        Assert.Null(counter.Complete());
        counter.Add("\":2}\n"u8);
        Assert.Equal(2, counter.Complete());
    }

    [Fact]
    public void Parquet_without_its_end_has_no_count()
    {
        foreach (var text in new[] { "", "PAR1", "PAR1 and pages", "PAR1\0\0\0\0\0\0\0\0PAR1", "PAR1xxxx\x15\x02\x04\0\0\0PAR1", "PAR1\xFF\xFF\xFF\xFFPAR1" })
        {
            using var counter = new ParquetRowCounter();
            counter.Add(System.Text.Encoding.Latin1.GetBytes(text));
            Assert.Null(counter.Complete());
        }
    }

    private static (long Rows, bool IsEnded) Naive(byte[] text)
    {
        var rows = 0L;
        var isQuoted = false;
        foreach (var value in text)
        {
            if (value == '"')
                isQuoted = !isQuoted;
            else if (value == '\n' && !isQuoted)
                rows++;
        }

        return (rows, text[^1] == '\n' && !isQuoted);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Parts(byte[] text, Random random)
    {
        for (var start = 0; start < text.Length;)
        {
            var length = Math.Min(random.Next(1, 200), text.Length - start);
            yield return text.AsMemory(start, length);
            start += length;
        }
    }
}
