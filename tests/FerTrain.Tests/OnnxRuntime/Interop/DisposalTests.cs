using Microsoft.ML.OnnxRuntime;

namespace FerTrain.Tests.OnnxRuntimeTests.Interop;

public sealed class DisposalTests
{
    [FactWithOnnxRuntime]
    public void A_disposed_session_refuses_to_run()
    {
        var session = SmallModel.Open();
        session.Dispose();
        session.Dispose();

        Should.Throw<ObjectDisposedException>(() => SmallModel.Means(session, [0], [1, 1, 1, 1]));
    }

    [FactWithOnnxRuntime]
    public void A_disposed_value_refuses_to_be_read()
    {
        var value = OrtValue.CreateTensorValueFromMemory(new float[] { 1 }, [1]);
        value.Dispose();
        value.Dispose();

        Should.Throw<ObjectDisposedException>(() => value.GetTensorDataAsSpan<float>().Length);
    }
}
