using BenchmarkDotNet.Attributes;
using Rubaru.Sodium;

namespace Rubaru.Bench;

[MemoryDiagnoser]
public class NativeBenchmarks
{
    private readonly ProtocolOperations _operations = new(new NativeSodium());

    [Benchmark]
    public object InitiateAndAccept() => _operations.InitiateAndAccept();

    [Benchmark]
    public object BurstEncrypt() => _operations.BurstEncrypt();

    [Benchmark]
    public object PingPongEncrypt() => _operations.PingPongEncrypt();

    [Benchmark]
    public object BurstDecrypt() => _operations.BurstDecrypt();

    [Benchmark]
    public object PingPongDecrypt() => _operations.PingPongDecrypt();

    [Benchmark]
    public object Seal() => _operations.Seal();

    [Benchmark]
    public object Open() => _operations.Open();

    [Benchmark]
    public object AeadOneKibibyte() => _operations.AeadOneKibibyte();

    [Benchmark]
    public object SealRecord() => _operations.SealRecord();

    [Benchmark]
    public object OpenRecord() => _operations.OpenRecord();

    [Benchmark]
    public object Unlock() => _operations.Unlock();
}
