using Audit.Delivery;
using Audit.Testing;

namespace Audit.Tests.Delivery;

public sealed class MissingRowsTests
{
    [Fact]
    public void What_is_stored_is_left_out_and_the_token_stays()
    {
        var batch = ContractBatch.Of("stream", [.. Enumerable.Range(1, 5).Select(static number => SampleEvents.Update(number))]);

        var missing = MissingRows.Of(batch, new HashSet<ulong> { 1, 3, 5 });

        Assert.NotNull(missing);
        Assert.Equal(batch.Token, missing.Token);
        Assert.Equal(ContractBatch.RowsOf(batch).Where(static row => row.Sequence is 2 or 4), ContractBatch.RowsOf(missing));
    }

    [Fact]
    public void Nothing_is_left_of_a_batch_that_is_stored_and_everything_of_one_that_is_not()
    {
        var batch = ContractBatch.Of("stream", [SampleEvents.Update(1), SampleEvents.Update(2)]);

        Assert.Null(MissingRows.Of(batch, new HashSet<ulong> { 1, 2 }));
        Assert.Same(batch, MissingRows.Of(batch, new HashSet<ulong>()));
    }
}
