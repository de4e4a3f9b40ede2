using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Audit.Storage.ClickHouse.Writing.Columns;

/// <summary>
/// Gives different texts places in the order in which they first appear. Open addressing over the bytes themselves, so that a lookup allocates nothing.
/// </summary>
internal sealed class TextDictionary
{
    private const int FirstSlots = 64;
    private const int MostSlotsKept = 1 << 14;
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    /// <summary>Texts come from clients: without it, they could be chosen so that all fall on one slot.</summary>
    private static readonly ulong Seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private readonly ByteBuffer _texts = new();
    private Entry[] _entries = new Entry[FirstSlots / 2];
    private int[] _slots = new int[FirstSlots];
    private Entry _last;
    private int _lastPlace;

    public int Count { get; private set; }

    /// <summary>The texts, each behind its length, in the order of their places.</summary>
    public ReadOnlyMemory<byte> Texts => _texts.Memory;

    /// <summary>The place of a text, which is given with its length before it.</summary>
    public int PlaceOf(ReadOnlySpan<byte> text)
    {
        // Neighbouring rows mostly agree.
        if (text.Length == _last.Length && text.SequenceEqual(_texts.Slice(_last.Offset, _last.Length)))
            return _lastPlace;

        var hash = Hash(text);
        var mask = _slots.Length - 1;
        for (var slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            var place = _slots[slot] - 1;
            if (place < 0)
                return Add(text, hash, slot);

            ref readonly var entry = ref _entries[place];
            if (entry.Hash == hash && entry.Length == text.Length && text.SequenceEqual(_texts.Slice(entry.Offset, entry.Length)))
            {
                _last = entry;
                return _lastPlace = place;
            }
        }
    }

    public void Clear()
    {
        if (_slots.Length > MostSlotsKept && Count < _slots.Length / 8)
        {
            _slots = new int[FirstSlots];
            _entries = new Entry[FirstSlots / 2];
        }
        else
        {
            Array.Clear(_slots);
        }

        _texts.Clear();
        _last = default;
        Count = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Add(ReadOnlySpan<byte> text, uint hash, int slot)
    {
        if (Count == _entries.Length)
        {
            Grow();
            slot = FreeSlot(hash);
        }

        _last = _entries[Count] = new Entry(_texts.Length, text.Length, hash);
        _texts.Write(text);
        _lastPlace = Count++;
        _slots[slot] = Count;
        return _lastPlace;
    }

    private void Grow()
    {
        Array.Resize(ref _entries, Count * 2);
        _slots = new int[Count * 4];
        for (var i = 0; i < Count; i++)
            _slots[FreeSlot(_entries[i].Hash)] = i + 1;
    }

    private int FreeSlot(uint hash)
    {
        var mask = _slots.Length - 1;
        var slot = (int)hash & mask;
        while (_slots[slot] != 0)
            slot = (slot + 1) & mask;
        return slot;
    }

    /// <summary>Multiplies and folds eight bytes at a time.</summary>
    private static uint Hash(ReadOnlySpan<byte> text)
    {
        var hash = Seed ^ (uint)text.Length;
        if (text.Length >= sizeof(ulong))
        {
            // The last eight bytes may overlap those before.
            var last = MemoryMarshal.Read<ulong>(text[^sizeof(ulong)..]);
            for (; text.Length > sizeof(ulong); text = text[sizeof(ulong)..])
                hash = Fold(hash ^ MemoryMarshal.Read<ulong>(text));
            return Finish(hash ^ last);
        }

        var few = 0UL;
        foreach (var value in text)
            few = few << 8 | value;
        return Finish(hash ^ few);
    }

    private static ulong Fold(ulong value) => Math.BigMul(value, Multiplier, out var low) ^ low;

    private static uint Finish(ulong value)
    {
        var folded = Fold(Fold(value) ^ BitOperations.RotateLeft(Seed, 32));
        return (uint)(folded ^ folded >> 32);
    }

    /// <summary>Where a text lies. A length of 0 is no text's: each has its length before it.</summary>
    private readonly record struct Entry(int Offset, int Length, uint Hash);
}
