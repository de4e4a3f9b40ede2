using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Audit.Storage.ClickHouse.Writing.Columns;

/// <summary>Values of one size, whose bytes are the same in both formats.</summary>
/// <typeparam name="T">Any type of that size.</typeparam>
internal sealed class FixedColumn<T> : Column
    where T : unmanaged
{
    private readonly ByteBuffer _values = new();

    public override void Append(ref RowCursor row) => _values.Write(MemoryMarshal.Read<T>(row.Take(Unsafe.SizeOf<T>())));

    public override void Write(NativeBlock block) => block.Add(_values.Memory);

    public override void Clear() => _values.Clear();
}
