// The words inside the scenes. A scene writes English where it draws; here is what it says in other languages.
// A number, with its unit or in a list, is a # here; parts between · ; : , . and → are looked up one by one.

export const SCENE_WORDS = {
  es: {
    "A crossbar": "Un crossbar", "A crossbar before its first slot": "Un crossbar antes de su primera ranura", "A memory cell": "Una celda de memoria", "ADC": "ADC",
    "Crossbar of # rows and # columns after # slots": "Crossbar de # filas y # columnas tras # ranuras", "pulses on rows #": "pulsos en las filas #", "# and columns #": "# y en las columnas #",
    "pulses on rows none and columns none": "ningún pulso en filas ni columnas", "pulses on rows # and columns #": "pulsos en las filas # y en las columnas #", "pulses on rows none and columns #": "pulsos en ninguna fila y en las columnas #",
    "pulses on rows # and columns none": "pulsos en las filas # y en ninguna columna", "# and columns none": "# y en ninguna columna", "# cells change": "# celdas cambian", "mean conductance # microsiemens": "conductancia media # microsiemens",
    "# × # cells": "# × # celdas", "rows carry x": "las filas llevan x", "columns δ": "las columnas δ", "slot # of #": "ranura # de #", "this slot": "esta ranura", "# row": "# fila", "# rows": "# filas", "# column": "# columna", "# columns": "# columnas",
    "# step": "# paso", "# steps": "# pasos", "step": "paso", "steps": "pasos", "step up ▲": "paso arriba ▲", "steps up ▲": "pasos arriba ▲", "step down ▼": "paso abajo ▼", "steps down ▼": "pasos abajo ▼", "so far #": "hasta ahora #",
    "inputs x": "entradas x", "errors δ": "errores δ", "row #": "fila #", "column #": "columna #", "last step #": "último paso #", "pulses so far #": "pulsos hasta ahora #", "cells": "celdas", "rows are inputs": "las filas son entradas", "columns are outputs": "las columnas son salidas",
    "counted": "contado", "derived": "derivado", "published": "publicado", "fitted": "ajustado", "simulated": "simulado", "measured": "medido", "illustrative": "ilustrativo", "none": "ninguno", "done": "terminado",
    "moved": "movido", "energy": "energía", "time": "tiempo", "moved / input": "movido / entrada", "energy / input": "energía / entrada", "time / input": "tiempo / entrada", "show the sources": "mostrar las fuentes",
    "moved per input": "movido por entrada", "energy per input": "energía por entrada", "time per input": "tiempo por entrada", "summed from": "sumado de", "The bars of both machines share one scale": "Las barras de ambas máquinas comparten una escala",
    "# of #": "# de #", "#× less": "#× menos", "#× more": "#× más", "about equal": "casi igual", "clock #": "reloj #", "slowed #×": "ralentizado #×", "Per input": "Por entrada", "moved # of #": "movido # de #", "energy # of #": "energía # de #", "time # of #": "tiempo # de #",
    "every weight commutes": "cada peso viaja", "one fetch serves # inputs": "una lectura de memoria sirve a # entradas", "layer # of #": "capa # de #", "weights stay": "los pesos se quedan", "layer # of # on # tiles": "capa # de # en # teselas",
    "Memory": "Memoria", "bus and processor": "bus y procesador", "the processor waits # per cent of the time": "el procesador espera el # por ciento del tiempo", "inputs enter its rows": "las entradas llegan por las filas", "sums leave its columns": "las sumas salen por las columnas", "no weight moves": "ningún peso se mueve",
    "products": "productos", "+ array": "+ matriz", "+ rest": "+ resto", "#/bit +": "#/bit +", "bus": "bus", "# weights": "# pesos", "# activations in": "# activaciones de entrada", "# activations out": "# activaciones de salida", "processor": "procesador", "waits #": "espera el #", "never waits": "nunca espera", "limited by the bus": "limitado por el bus", "limited by arithmetic": "limitado por el cálculo",
    "# × # of # × # cells": "# × # de # × # celdas", "# × # of #²": "# × # de #²", "layers on tiles": "capas en teselas", "one read = # × # products": "una lectura = # × # productos", "# × # products": "# × # productos", "in #": "en #", "input # of #": "entrada # de #",
    "✓ done in #": "✓ terminado en #", "the bus was done before": "el bus terminó antes", "the bus had moved # of its bits": "el bus había movido el # de sus bits", "layer #": "capa #", "layer # ✓": "capa # ✓",
    "glass": "vidrio", "crystal": "cristal", "heater": "calentador", "oxide": "óxido", "vacancies": "vacantes", "control gate": "puerta de control", "floating gate": "puerta flotante", "phase change": "cambio de fase", "filament": "filamento", "source": "fuente", "drain": "drenador",
    "before the first pulse": "antes del primer pulso", "gentle": "suave", "strong": "fuerte", "program": "programar", "erase": "borrar", "# at #": "# a #", "pulse # of #": "pulso # de #",
    "After # pulses the phase change cell has # microsiemens": "Tras # pulsos la celda de cambio de fase tiene # microsiemens", "After # pulses the filament cell has # microsiemens": "Tras # pulsos la celda de filamento tiene # microsiemens",
    "After # pulses the floating gate cell has # microsiemens": "Tras # pulsos la celda de puerta flotante tiene # microsiemens", "# volts read # microamperes": "# voltios leen # microamperios",
    "row": "fila", "both raised by #": "ambas subidas en #", "+ # in common": "+ # en común", "# in common": "# en común", "G plus #": "G más #", "G minus # microsiemens": "G menos # microsiemens", "weight #": "peso #",
    "sums": "sumas", "as the array gives them": "como las da la matriz", "mean of # reads": "media de # lecturas", "# reads": "# lecturas", "converted once": "convertido una vez", "range": "rango", "converter": "conversor", "sum": "suma", "in standard deviations": "en desviaciones típicas",
    "A converter of # bits": "Un conversor de # bits", "after # reads the error is # steps": "tras # lecturas el error es de # pasos", "# per cent of the sums are out of range": "el # por ciento de las sumas queda fuera de rango", "# levels": "# niveles", "# of # reads": "# de # lecturas",
    "rms error": "error eficaz", "out of range #": "fuera de rango #", "read #": "lectura #",
    "tiles": "teselas", "dense": "densa", "convolution": "convolución", "recurrent": "recurrente", "read # of #": "lectura # de #", "window # × # on # × #": "ventana # × # sobre # × #", "# × # on # × #": "# × # sobre # × #", "tile #": "tesela #", "# of # rows": "# de # filas", "# of # columns": "# de # columnas", "# in use": "# en uso",
    "# tiles": "# teselas", "# per cent of their cells in use": "el # por ciento de sus celdas en uso", "# tiles filled": "# teselas llenas", "layer # works on input #": "la capa # trabaja en la entrada #", "# tiles of # × #": "# teselas de # × #", "# of the cells in use": "# de las celdas en uso",
    "# of # inputs through": "# de # entradas pasadas", "filling # / #": "llenando # / #", "all inputs through": "todas las entradas pasadas", "filled": "lleno", "in use =": "en uso =", "one input": "una entrada", "# reads in a row": "# lecturas seguidas", "# if every tile counts": "# si cuenta cada tesela", "rows # … # of # inputs": "filas # … # de # entradas",
    "layer # · # pixels in": "capa # · # píxeles de entrada", "# pixels in": "# píxeles de entrada", "# neurons out": "# neuronas de salida", "# in": "# de entrada", "# digits out": "# cifras de salida", "columns": "columnas", "neurons # … #": "neuronas # … #", "pixel (#": "píxel (#", "neuron #": "neurona #", "digit #": "cifra #",
    "Two crossbars before the first image": "Dos crossbars antes de la primera imagen", "After # images": "Tras # imágenes", "# per cent right in memory": "# por ciento de aciertos en memoria", "# in floating point": "# en coma flotante", "what the chip says of # unseen images": "lo que el chip dice de # imágenes nuevas", "epoch #": "época #",
    "right / tested =": "aciertos / probadas =", "pulses": "pulsos", "# million": "# millones",
    "meant for (µS)": "previsto (µS)", "conductance now (µS)": "conductancia ahora (µS)", "measured at one time only": "medido en un solo momento", "the source says nothing of drift": "la fuente no dice nada de la deriva", "# day": "# día", "# month": "# mes", "# year": "# año",
    "# after programming": "# tras programar", "# h after programming": "# h tras programar", "# d after programming": "# d tras programar", "# min after programming": "# min tras programar", "# y after programming": "# a tras programar", "# y": "# a", "median g(t) / g(first) =": "mediana g(t) / g(inicial) =",
    "# after programming: cells": "# tras programar: celdas", "cells meant for # microsiemens hold # in the middle": "las celdas previstas para # microsiemens tienen # en la mediana",
    "cell drawn large": "celda ampliada", "cell #": "celda #", "all # cells": "las # celdas", "write # of #": "escritura # de #", "# later": "# después", "# h later": "# h después", "# d later": "# d después", "# min later": "# min después", "# y later": "# a después", "just programmed": "recién programada", "# pulses": "# pulsos", "pulse ▲": "pulso ▲", "pulse ▼": "pulso ▼", "# pulses ▲": "# pulsos ▲", "# pulses ▼": "# pulsos ▼",
    "# cells": "# celdas", "mean #": "media #", "wanted #": "previsto #", "read": "leído", "at the start": "al principio", "no spread #": "sin dispersión #", "states": "estados", "asymmetry": "asimetría", "nonlinearity ↑ ↓": "no linealidad ↑ ↓", "symmetric point": "punto simétrico", "spread": "dispersión", "drift ν": "deriva ν", "read noise": "ruido de lectura", "Measured": "Medido", "Assumed": "Supuesto",
    "the range in mean steps": "el rango en pasos medios", "up and down pulses undo each other everywhere": "los pulsos arriba y abajo se deshacen en todas partes", "one way does nothing": "un sentido no hace nada", "where an up and a down pulse undo each other": "donde un pulso arriba y uno abajo se deshacen",
    "how far the response bends from a line": "cuánto se aparta la respuesta de una recta", "as the MLP+NeuroSim manual counts it": "según el manual de MLP+NeuroSim", "# straight": "# recta", "# at most": "# como máximo", "– where one pulse crosses the range": "– donde un pulso cruza el rango",
    "conductances that can be programmed": "conductancias programables", "of programming at half the range": "al programar a medio rango", "in parts of the largest conductance": "en partes de la conductancia máxima", "exponent of drift at half the range": "exponente de la deriva a medio rango", "at half the range": "a medio rango",
    "range of the converter": "rango del conversor", "sums of the array": "sumas de la matriz", "in σ": "en σ", "what comes out": "lo que sale", "out": "sale", "with one factor": "con un factor", "with one factor #": "con un factor #",
    "Forward": "Adelante", "Backward": "Atrás", "Update": "Escritura", "forward": "adelante", "backward": "atrás", "update": "escritura", "the inputs wait": "las entradas esperan", "all tiles": "todas las teselas",
    "f at the edge of tile #": "f al borde de la tesela #", "f at the edge of all tiles": "f al borde de todas las teselas", "× f′ beside tile #": "× f′ junto a la tesela #", "× f′ beside all tiles": "× f′ junto a todas las teselas", "the error at the output": "el error a la salida", "slot #": "ranura #",
    "rows drive": "las filas excitan", "columns sum": "las columnas suman", "columns drive": "las columnas excitan", "rows sum": "las filas suman", "pulses on rows and columns": "pulsos en filas y columnas", "parked x": "x guardada", "parked": "guardado", "memory": "memoria", "target": "meta", "target #": "meta #",
    "Training step #": "Paso de entrenamiento #", "Rows are driven": "Se excitan las filas", "Columns are driven": "Se excitan las columnas", "in the same tile": "en la misma tesela", "Row sums are multiplied by f prime outside of the array": "Las sumas de las filas se multiplican por f prima fuera de la matriz",
    "Rows and columns are pulsed": "Se dan pulsos a filas y columnas", "cells move where pulses coincide": "las celdas se mueven donde coinciden pulsos", "The edge applies f": "El borde aplica f", "the result is parked for the update": "el resultado se guarda para la escritura", "Outputs minus targets are the errors": "Las salidas menos las metas son los errores",
    "Loss # on the chip": "Pérdida # en el chip", "step # of #": "paso # de #", "step # / #": "paso # / #", "# steps done": "# pasos hechos", "neurons and memory slots": "neuronas y ranuras de memoria",
    "cell row # column #": "celda fila # columna #", "neuron column #": "neurona columna #", "error column #": "error columna #", "slot row #": "ranura fila #", "memory of row #": "memoria de la fila #", "empty so far": "aún vacía", "not read yet": "sin leer aún", "error of column #": "error de la columna #", "not there yet": "aún no está",
    "# = # to row #": "# = # a la fila #", "# = # to column #": "# = # a la columna #", "adds W·δ = #": "añade W·δ = #", "adds W·x = #": "añade W·x = #", "asked": "pedido", "parked beside row # for the update": "guardada junto a la fila # para la escritura", "parked beside row # for the update and for f′": "guardada junto a la fila # para la escritura y para f′",
    "step on to read the first tile": "avanza para leer la primera tesela", "kept until the update": "guardado hasta la escritura", "in the digital edge": "en el borde digital", "in floating point": "en coma flotante", "in floating point #": "en coma flotante #", "so far": "hasta ahora", "# pulse": "# pulso", "of about #": "de unos #",
    "column #: z₁ = Σᵢ Wᵢ₁": "columna #: z₁ = Σᵢ Wᵢ₁", "loss ½ Σ (y − t)² =": "pérdida ½ Σ (y − t)² =",
  },
};

const NUMERAL = "[+−-]?\\d(?:[\\d,]*\\d)?(?:\\.\\d+)?(?:e[+-]?\\d+)?(?: ?(?:[pnµmkMGT]?(?:bit|B/s|B|s|J|A|V|S|Ω)|σ|LSB|%)(?![\\p{L}/]))?";
const NUMBERS = new RegExp(`${NUMERAL}(?:, ${NUMERAL})*`, "gu"), SPLIT = /( · |; |: |, |\. | → )/;

// makeSay("es")("slot 3 of 240"): what a scene says, in that language; words that are not in the table stay as they are.
export function makeSay(language) {
  const table = SCENE_WORDS[language];
  const one = (part) => {
    const numbers = [], bare = part.trim().replace(/\.$/, ""), key = bare.replace(NUMBERS, (number) => (numbers.push(number), "#")), found = table[key];
    return found === undefined ? part : part.replace(bare, () => found.replace(/#/g, () => numbers.shift()));
  };
  return table ? (text) => (typeof text === "string" ? text.split(SPLIT).map(one).join("") : text) : (text) => text;
}

// Let a context draw its words in the page's language.
export function speakContext(ctx, say) {
  const fill = ctx.fillText.bind(ctx), measure = ctx.measureText.bind(ctx);
  ctx.fillText = (text, ...place) => fill(say(String(text)), ...place);
  ctx.measureText = (text) => measure(say(String(text)));
}
