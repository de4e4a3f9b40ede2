using System.Runtime.InteropServices;

namespace Audit.Storage.ClickHouse.Embedded.Interop;

/// <summary>What one statement gave: its error or its output, and its counters.</summary>
internal sealed record ChdbResult(string? Error, byte[] Output, ChdbSummary Summary)
{
    /// <summary>Copies a native result and frees it.</summary>
    internal static unsafe ChdbResult Take(nint handle)
    {
        if (handle == 0)
            return new ChdbResult("Code: 1001. DB::Exception: The engine returned no result. (STD_EXCEPTION)", [], default);
        try
        {
            var error = Marshal.PtrToStringUTF8((nint)Chdb.ResultError(handle));
            var buffer = Chdb.ResultBuffer(handle);
            var output = buffer == null ? [] : new ReadOnlySpan<byte>(buffer, checked((int)Chdb.ResultLength(handle))).ToArray();
            var summary = new ChdbSummary(
                Chdb.ResultRowsRead(handle), Chdb.ResultBytesRead(handle), Chdb.ResultRowsWritten(handle),
                Chdb.ResultBytesWritten(handle), Chdb.ResultRows(handle), Chdb.ResultElapsed(handle));
            return new ChdbResult(error, output, summary);
        }
        finally
        {
            Chdb.DestroyResult(handle);
        }
    }

    internal ChdbResult ThrowIfFailed() => Error is null ? this : throw ClickHouseError.Parse(Error);
}

/// <summary>The counters of one statement. <c>Elapsed</c> is in seconds.</summary>
internal readonly record struct ChdbSummary(
    ulong RowsRead, ulong BytesRead, ulong RowsWritten, ulong BytesWritten, ulong ResultRows, double Elapsed)
{
    internal ulong WrittenOrRead => BytesWritten > 0 ? BytesWritten : BytesRead;
}
