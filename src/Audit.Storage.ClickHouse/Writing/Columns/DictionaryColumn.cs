using System.Runtime.InteropServices;

namespace Audit.Storage.ClickHouse.Writing.Columns;

/// <summary>
/// Texts of which there are few different ones (<c>LowCardinality(String)</c>): a dictionary of this block, and for each value its place in it,
/// as narrow as the dictionary allows.
/// </summary>
internal sealed class DictionaryColumn : Column
{
    /// <summary>SharedDictionariesWithAdditionalKeys, the one version there is.</summary>
    private const ulong Version = 1;

    /// <summary>HasAdditionalKeys and NeedUpdateDictionary: the dictionary follows, and is this block's alone.</summary>
    private const ulong OwnDictionary = (1 << 9) | (1 << 10);

    private readonly TextDictionary _dictionary = new();
    private ByteBuffer _places = new();
    private ByteBuffer _spare = new();
    private int _width = sizeof(byte);

    public override void Append(ref RowCursor row)
    {
        var place = _dictionary.PlaceOf(row.Text());
        if (_width == sizeof(byte))
        {
            if (place <= byte.MaxValue)
            {
                _places.Write((byte)place);
                return;
            }

            Widen();
        }

        AppendWide(place);
    }

    public override void WritePrefix(NativeBlock block) => block.Add(Version);

    public override void Write(NativeBlock block)
    {
        // Of no values, as in a column of empty lists, the format writes nothing at all.
        if (_places.Length == 0)
            return;

        block.Add(OwnDictionary | (ulong)(_width / 2));
        block.Add((ulong)_dictionary.Count);
        block.Add(_dictionary.Texts);
        block.Add((ulong)(_places.Length / _width));
        block.Add(_places.Memory);
    }

    public override void Clear()
    {
        _places.Clear();
        _spare.Clear();
        _width = sizeof(byte);
        _dictionary.Clear();
    }

    private void AppendWide(int place)
    {
        if (_width == sizeof(ushort) && place > ushort.MaxValue)
            Widen();
        if (_width == sizeof(ushort))
            _places.Write((ushort)place);
        else
            _places.Write(place);
    }

    private void Widen()
    {
        var narrow = _places.Memory.Span;
        var wide = _spare;
        if (wide.Length > 0)
            wide.Clear();
        if (_width == sizeof(byte))
        {
            foreach (var place in narrow)
                wide.Write((ushort)place);
        }
        else
        {
            foreach (var place in MemoryMarshal.Cast<byte, ushort>(narrow))
                wide.Write((int)place);
        }

        (_places, _spare) = (wide, _places);
        _width *= 2;
    }
}
