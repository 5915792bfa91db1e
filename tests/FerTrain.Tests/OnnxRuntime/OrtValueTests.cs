using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace FerTrain.Tests.OnnxRuntimeTests;

public sealed class OrtValueTests
{
    [FactWithOnnxRuntime]
    public void A_value_is_the_array_itself_and_no_copy()
    {
        int[] numbers = [1, 2, 3, 4, 5, 6];
        using var value = OrtValue.CreateTensorValueFromMemory(numbers, [2, 3]);
        numbers[4] = 50;

        value.GetTensorDataAsSpan<int>().ToArray().ShouldBe([1, 2, 3, 4, 50, 6]);
        var shape = value.GetTensorTypeAndShape();
        (shape.ElementDataType, shape.ElementCount).ShouldBe((TensorElementType.Int32, 6));
        shape.Shape.ShouldBe([2, 3]);
    }

    [FactWithOnnxRuntime]
    public void A_shape_may_ask_for_less_than_the_array_has()
    {
        using var value = OrtValue.CreateTensorValueFromMemory(new float[] { 1, 2, 3 }, [2]);
        value.GetTensorDataAsSpan<float>().ToArray().ShouldBe([1f, 2f]);
        value.GetTensorDataAsSpan<byte>().Length.ShouldBe(8);
    }

    [FactWithOnnxRuntime]
    public void A_shape_that_asks_for_more_is_refused() =>
        Should.Throw<OnnxRuntimeException>(() => OrtValue.CreateTensorValueFromMemory(new float[] { 1, 2, 3 }, [4]))
            .Message.ShouldBe("[ErrorCode:InvalidArgument] not enough space: expected 16, got 12");

    [FactWithOnnxRuntime]
    public void Elements_have_one_type()
    {
        using var value = OrtValue.CreateTensorValueFromMemory(new float[] { 1 }, [1]);
        Should.Throw<OnnxRuntimeException>(() => value.GetTensorDataAsSpan<int>().Length).Message.ShouldContain("Float");
        Should.Throw<OnnxRuntimeException>(() => OrtValue.CreateTensorValueFromMemory(new decimal[] { 1 }, [1])).Message.ShouldContain("System.Decimal");
    }
}
